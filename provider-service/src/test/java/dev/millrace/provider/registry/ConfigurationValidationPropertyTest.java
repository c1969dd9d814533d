package dev.millrace.provider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.registry.StoredProvider.Source;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.form.Form;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** However many fields of a provider are wrong, each is named at once, and no other is. */
class ConfigurationValidationPropertyTest {

    private static final int TRIES = 400;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomProvider providers = new RandomProvider(random);

    /**
     * One thing that is wrong.
     *
     * @param member what it changes: only one fault changes it
     * @param param what is to be named
     */
    private record Fault(String member, String param, ErrorCode code, Consumer<ObjectNode> make) {}

    private static Fault wrong(String member, ErrorCode code, Object value) {
        return new Fault(member, member, code, body -> body.putPOJO(member, value));
    }

    private static Fault inside(String member, String name, ErrorCode code, Object value) {
        return new Fault(
                member,
                member + "." + name,
                code,
                body -> body.withObject(member).putPOJO(name, value));
    }

    private static Fault among(String member, ErrorCode code, Object value) {
        return new Fault(
                member,
                code == ErrorCode.INVALID_TYPE ? member + "[0]" : member,
                code,
                body -> {
                    body.putArray(member).addPOJO(value);
                });
    }

    private static final List<Fault> FAULTS =
            List.of(
                    wrong("type", ErrorCode.INVALID_VALUE, "no-such-type"),
                    wrong("type", ErrorCode.INVALID_VALUE, "simulator"),
                    wrong("type", ErrorCode.INVALID_TYPE, 7),
                    new Fault(
                            "type",
                            "type",
                            ErrorCode.MISSING_REQUIRED_PARAMETER,
                            body -> body.remove("type")),
                    wrong("id", ErrorCode.INVALID_VALUE, "Not An Id"),
                    wrong("id", ErrorCode.INVALID_TYPE, true),
                    wrong("name", ErrorCode.INVALID_TYPE, 5),
                    wrong("name", ErrorCode.INVALID_VALUE, "x".repeat(101)),
                    wrong("deployment_mode", ErrorCode.INVALID_VALUE, "moon"),
                    wrong("deployment_mode", ErrorCode.INVALID_TYPE, 1),
                    wrong("endpoint", ErrorCode.INVALID_VALUE, "ftp://x.example"),
                    wrong("endpoint", ErrorCode.INVALID_VALUE, "https://u:p@x.example"),
                    wrong("endpoint", ErrorCode.INVALID_VALUE, "https://x.example?key=1"),
                    wrong("endpoint", ErrorCode.INVALID_TYPE, 1.5),
                    wrong("api_version", ErrorCode.INVALID_VALUE, "a/b"),
                    wrong("headers", ErrorCode.INVALID_TYPE, "x: y"),
                    inside("headers", "x-api-key", ErrorCode.INVALID_VALUE, "v"),
                    inside("headers", "host", ErrorCode.INVALID_VALUE, "v"),
                    inside("headers", "x-a", ErrorCode.INVALID_VALUE, "a\r\nb: c"),
                    wrong("limits", ErrorCode.INVALID_TYPE, 3),
                    inside("limits", "concurrency", ErrorCode.INVALID_VALUE, 0),
                    inside("limits", "tokens_per_minute", ErrorCode.INVALID_TYPE, "9"),
                    inside("limits", "requests_per_minute", ErrorCode.INVALID_VALUE, -1),
                    inside("limits", "per_hour", ErrorCode.UNSUPPORTED_PARAMETER, 1),
                    inside("timeouts", "idle_seconds", ErrorCode.INVALID_VALUE, 0),
                    inside("timeouts", "total_seconds", ErrorCode.INVALID_TYPE, "1s"),
                    inside("timeouts", "read", ErrorCode.UNSUPPORTED_PARAMETER, 1),
                    wrong("models", ErrorCode.INVALID_TYPE, "m"),
                    among("models", ErrorCode.INVALID_TYPE, 7),
                    inside("defaults", "messages", ErrorCode.UNSUPPORTED_PARAMETER, "x"),
                    wrong("defaults", ErrorCode.INVALID_TYPE, true),
                    among("lacks", ErrorCode.INVALID_VALUE, "charm"),
                    among("fallback", ErrorCode.INVALID_VALUE, "bare"),
                    among("fallback", ErrorCode.INVALID_TYPE, 1),
                    wrong("active", ErrorCode.INVALID_TYPE, "yes"),
                    wrong("credential", ErrorCode.INVALID_VALUE, "two words"),
                    wrong("credential", ErrorCode.INVALID_TYPE, 12),
                    wrong("misspelt", ErrorCode.UNSUPPORTED_PARAMETER, 1),
                    wrong("Limits", ErrorCode.UNSUPPORTED_PARAMETER, 1));

    private static Form form(ObjectNode body) {
        return Form.of(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyWrongFieldIsNamedAtOnceAndNoOtherIs() {
        for (int i = 0; i < TRIES; i++) {
            ObjectNode body = providers.body();
            List<Fault> shuffled = new ArrayList<>(FAULTS);
            Collections.shuffle(shuffled, random);
            Set<String> touched = new HashSet<>();
            List<Fault> made = new ArrayList<>();
            int most = 1 + random.nextInt(6);
            for (Fault fault : shuffled) {
                if (made.size() < most && touched.add(fault.member())) {
                    fault.make().accept(body);
                    made.add(fault);
                }
            }
            String where = "seed %d, try %d: %s".formatted(seed, i, body);
            ApiException refused =
                    catchThrowableOfType(
                            ApiException.class, () -> ProviderBody.of(form(body), null, null));
            assertThat(refused).as(where).isNotNull();
            assertThat(refused.fields().stream().map(each -> each.param() + " " + each.code()))
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(
                            made.stream().map(each -> each.param() + " " + each.code()).toList());
            assertThat(refused.fields().stream().map(each -> String.valueOf(each.param())))
                    .as(where)
                    .contains(String.valueOf(refused.param()));
        }
    }

    @Test
    void whatIsValidIsAcceptedShownAndReadBackTheSame() {
        for (int i = 0; i < TRIES; i++) {
            ObjectNode body = providers.body();
            String where = "seed %d, try %d: %s".formatted(seed, i, body);
            ProviderBody read = ProviderBody.of(form(body), null, null);
            ObjectNode row = Json.MAPPER.createObjectNode();
            SettingsJson.write(read.settings(), row);
            ProviderSettings settings = read.settings();
            ProviderSettings usual =
                    ProviderSettings.usual(settings.id(), settings.type(), settings.endpoint())
                            .in(settings.mode())
                            .called(settings.name());
            assertThat(SettingsJson.read(usual, Json.MAPPER.readTree(row.toString())))
                    .as(where)
                    .isEqualTo(settings);
            StoredProvider stored = stored(read);
            ObjectNode shown = ProviderView.full(stored, List.of(), false, Instant.EPOCH);
            assertThat(ProviderBody.of(form(shown), null, stored))
                    .as(where)
                    .isEqualTo(new ProviderBody(settings, read.active(), null));
            // Sent again it is the same, made from nothing or over what there is.
            assertThat(ProviderBody.of(form(body), null, null)).as(where).isEqualTo(read);
            String secret = Json.text(body, "credential");
            assertThat(shown.toString()).as(where).doesNotContain("\"credential\":");
            assertThat(read.credential()).as(where).isEqualTo(secret.isEmpty() ? null : secret);
        }
    }

    private static StoredProvider stored(ProviderBody read) {
        return new StoredProvider(
                read.settings(),
                Source.API,
                true,
                read.active(),
                3,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
    }
}
