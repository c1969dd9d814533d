package dev.millrace.provider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import dev.millrace.provider.registry.StoredProvider.Source;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.form.Form;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Named after what holds for every provider that can be set up. */
class ProviderBodyTest {

    private static final int TRIES = 300;
    private static final List<ProviderType> CREATED =
            Arrays.stream(ProviderType.values()).filter(type -> !type.isBuiltIn()).toList();

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** A valid body with some of the members. */
    private ObjectNode valid() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ProviderType type = one(CREATED);
        body.put("type", type.word());
        body.put("id", "p" + random.nextInt(1_000_000));
        if (random.nextBoolean()) {
            body.put("name", "Name " + random.nextInt());
        }
        DeploymentMode mode = one(List.of(DeploymentMode.values()));
        if (random.nextBoolean()) {
            body.put("deployment_mode", mode.word());
        }
        if (random.nextBoolean() || type.usualEndpoint().isEmpty()) {
            body.put("endpoint", "https://host-" + random.nextInt(99) + ".example/v1");
        } else if (type.usualEndpoint().startsWith("http:")) {
            body.put("deployment_mode", "local");
        }
        if (random.nextBoolean()) {
            body.putObject("headers").put("x-team-" + random.nextInt(9), "v" + random.nextInt());
        }
        if (random.nextBoolean()) {
            body.putObject("limits")
                    .put("requests_per_minute", 1 + random.nextInt(10_000))
                    .put("tokens_per_minute", 1 + random.nextInt(10_000_000))
                    .put("concurrency", 1 + random.nextInt(1_000));
        }
        if (random.nextBoolean()) {
            body.putObject("timeouts")
                    .put("connect_seconds", 0.1 + random.nextInt(500) / 10.0)
                    .put("total_seconds", 1 + random.nextInt(3_600));
        }
        if (random.nextBoolean()) {
            body.putArray("models").add("m" + random.nextInt()).add("org/model:tag");
        }
        if (random.nextBoolean()) {
            body.putObject("defaults").put("temperature", random.nextInt(20) / 10.0);
        }
        if (random.nextBoolean()) {
            body.putArray("lacks").add("vision").add("developer_role");
        }
        if (random.nextBoolean()) {
            body.putArray("fallback").add("other/m").add("third/a/b");
        }
        return body;
    }

    private static ProviderBody read(ObjectNode body) {
        return ProviderBody.of(
                Form.of(body.toString().getBytes(StandardCharsets.UTF_8)), null, null);
    }

    @Test
    void providerTypesAreTakenByTheirWordsAndBuiltInOnesAreNotCreated() {
        for (ProviderType type : ProviderType.values()) {
            ObjectNode body =
                    Json.MAPPER
                            .createObjectNode()
                            .put("type", type.word())
                            .put("deployment_mode", "private");
            if (type.isBuiltIn()) {
                assertThatThrownBy(() -> read(body)).isInstanceOf(ApiException.class);
            } else {
                body.put("endpoint", "https://x.example");
                assertThat(read(body).settings().type()).isEqualTo(type);
                assertThat(ProviderType.of(type.word())).contains(type);
            }
        }
    }

    @Test
    void metadataIsComplete_whatIsSetUpIsShownAndReadBackTheSame() {
        for (int i = 0; i < TRIES; i++) {
            ProviderSettings settings = read(valid()).settings();
            ObjectNode row = Json.MAPPER.createObjectNode();
            SettingsJson.write(settings, row);
            ProviderSettings usual =
                    ProviderSettings.usual(settings.id(), settings.type(), settings.endpoint())
                            .in(settings.mode())
                            .called(settings.name());
            assertThat(SettingsJson.read(usual, Json.MAPPER.readTree(row.toString())))
                    .as("seed %d, try %d: %s", seed, i, row)
                    .isEqualTo(settings);
            StoredProvider stored = stored(settings);
            ObjectNode shown = ProviderView.full(stored, List.of(), false, Instant.EPOCH);
            // What GET shows can be sent back as it came.
            assertThat(
                            ProviderBody.of(
                                    Form.of(shown.toString().getBytes(StandardCharsets.UTF_8)),
                                    null,
                                    stored))
                    .as("seed %d, try %d: %s", seed, i, shown)
                    .isEqualTo(new ProviderBody(settings, true, null));
        }
    }

    private static StoredProvider stored(ProviderSettings settings) {
        return new StoredProvider(
                settings,
                Source.API,
                true,
                true,
                3,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }

    @Test
    void deploymentModeIsKeptWhereTheChangeDoesNotNameIt() {
        for (int i = 0; i < TRIES; i++) {
            ProviderSettings before = read(valid()).settings();
            ObjectNode change =
                    Json.MAPPER
                            .createObjectNode()
                            .put("type", before.type().word())
                            .put("name", "other")
                            .put("endpoint", before.endpoint());
            ProviderSettings after =
                    ProviderBody.of(
                                    Form.of(change.toString().getBytes(StandardCharsets.UTF_8)),
                                    before.id(),
                                    stored(before))
                            .settings();
            assertThat(after.mode()).as("seed %d, try %d", seed, i).isEqualTo(before.mode());
        }
    }

    @Test
    void configurationValidationNamesTheFieldThatIsWrong() {
        Map<String, Consumer<ObjectNode>> faults =
                Map.ofEntries(
                        Map.entry("type", body -> body.put("type", "no-such-type")),
                        Map.entry("id", body -> body.put("id", "Not An Id")),
                        Map.entry("deployment_mode", body -> body.put("deployment_mode", "moon")),
                        Map.entry("endpoint", body -> body.put("endpoint", "ftp://x")),
                        Map.entry("name", body -> body.put("name", 5)),
                        Map.entry("misspelt", body -> body.put("misspelt", true)),
                        Map.entry("credential", body -> body.put("credential", "two words")),
                        Map.entry("active", body -> body.put("active", "yes")),
                        Map.entry("api_version", body -> body.put("api_version", "a/b")),
                        Map.entry("models", body -> body.put("models", "m")),
                        Map.entry("models[0]", body -> body.putArray("models").add(7)),
                        Map.entry("fallback", body -> body.putArray("fallback").add("bare")),
                        Map.entry("lacks", body -> body.putArray("lacks").add("charm")),
                        Map.entry(
                                "limits.concurrency",
                                body -> body.putObject("limits").put("concurrency", 0)),
                        Map.entry(
                                "limits.tokens_per_minute",
                                body -> body.putObject("limits").put("tokens_per_minute", "9")),
                        Map.entry(
                                "timeouts.idle_seconds",
                                body -> body.putObject("timeouts").put("idle_seconds", 0)),
                        Map.entry(
                                "defaults.messages",
                                body -> body.putObject("defaults").putArray("messages")),
                        Map.entry(
                                "headers.x-api-key",
                                body -> body.putObject("headers").put("x-api-key", "v")),
                        Map.entry(
                                "headers.host", body -> body.putObject("headers").put("host", "v")),
                        Map.entry(
                                "headers.x-a",
                                body -> body.putObject("headers").put("x-a", "a\r\nb: c")));
        for (int i = 0; i < TRIES; i++) {
            ObjectNode body = valid();
            List<String> fields = new ArrayList<>(faults.keySet());
            String field = fields.get(random.nextInt(fields.size()));
            Objects.requireNonNull(faults.get(field)).accept(body);
            assertThatThrownBy(() -> read(body))
                    .as("seed %d, try %d: %s of %s", seed, i, field, body)
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            refused ->
                                    assertThat(refused.fields())
                                            .extracting(ApiException::param)
                                            .contains(field));
        }
    }

    @Test
    void aCloudsCredentialNeedsAClosedLine() {
        ObjectNode body =
                Json.MAPPER
                        .createObjectNode()
                        .put("type", "openai")
                        .put("endpoint", "http://x.example/v1");
        assertThatThrownBy(() -> read(body)).isInstanceOf(ApiException.class);
        assertThat(read(body.put("deployment_mode", "private")).settings().endpoint())
                .isEqualTo("http://x.example/v1");
    }
}
