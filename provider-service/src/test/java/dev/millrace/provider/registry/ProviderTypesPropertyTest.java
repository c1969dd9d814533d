package dev.millrace.provider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.KnownModels;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.compatible.Abilities.Ability;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.registry.ProviderSettings.Limits;
import dev.millrace.provider.registry.ProviderSettings.Timeouts;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import dev.millrace.provider.simulator.SimulatorProperties;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.Seen;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a provider's settings are, its adapter is the one of its type and says what it lacks.
 */
@Timeout(60)
class ProviderTypesPropertyTest {

    private static final int TRIES = 200;
    private static final List<ProviderType> TYPES = List.of(ProviderType.values());
    private static final List<DeploymentMode> MODES = List.of(DeploymentMode.values());
    private static final List<Ability> ABILITIES = List.of(Ability.values());
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String KEY = "k-123";

    private static final Map<String, Reply> ANSWERS =
            Map.of(
                    "/messages",
                    Reply.json(
                            "{\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"stop_reason\":\"end_turn\"}"),
                    ":generateContent",
                    Reply.json(
                            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ok\"}]},\"finishReason\":\"STOP\"}]}"),
                    "/api/chat",
                    Reply.json(
                            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"ok\"},\"done\":true,\"done_reason\":\"stop\"}"),
                    "/chat/completions",
                    Reply.json(
                            "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}"),
                    "/api/embed",
                    Reply.json("{\"embeddings\":[[0.5,1]]}"),
                    ":batchEmbedContents",
                    Reply.json("{\"embeddings\":[{\"values\":[0.5,1]}]}"),
                    "/embeddings",
                    Reply.json("{\"data\":[{\"index\":0,\"embedding\":[0.5,1]}]}"));

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final ScriptedUpstream upstream =
            new ScriptedUpstream()
                    .usually(
                            (connection, seen) -> {
                                for (Map.Entry<String, Reply> each : ANSWERS.entrySet()) {
                                    if (bare(seen).endsWith(each.getKey())) {
                                        each.getValue().send(connection, seen);
                                        return;
                                    }
                                }
                                Reply.error(404, "{}").send(connection, seen);
                            });
    private final UpstreamClient client =
            new UpstreamClient(Clock.systemUTC(), new Patience(LONG, LONG, LONG, 1 << 20));
    private final Adapters adapters =
            new Adapters(
                    client,
                    KnownModels.shipped(),
                    Clock.systemUTC(),
                    new SimulatorProperties(Duration.ZERO));

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    private static String bare(Seen seen) {
        int query = seen.path().indexOf('?');
        return query < 0 ? seen.path() : seen.path().substring(0, query);
    }

    private <T> List<T> some(List<T> of) {
        return of.stream().filter(_ -> random.nextBoolean()).toList();
    }

    private ProviderSettings settings(ProviderType type) {
        boolean built = type.isBuiltIn();
        Map<String, String> headers = new TreeMap<>();
        for (String name : some(List.of("x-team", "x-cost", "x-route"))) {
            headers.put(name, "v" + random.nextInt(1_000));
        }
        return new ProviderSettings(
                built ? type.word() : "p" + random.nextInt(1_000),
                type,
                "Name " + random.nextInt(9),
                MODES.get(random.nextInt(MODES.size())),
                built ? type.usualEndpoint() : upstream.url(),
                type == ProviderType.AZURE && random.nextBoolean() ? "2024-10-21" : null,
                headers,
                Limits.NONE,
                random.nextBoolean() ? Timeouts.USUAL : new Timeouts(LONG, LONG, null, LONG),
                built ? List.of() : some(List.of("m-1", "org/m-2", "m-3:tag")),
                "",
                type == ProviderType.OPENAI_COMPATIBLE ? some(abilities()) : List.of(),
                List.of());
    }

    private static List<String> abilities() {
        return Arrays.stream(Ability.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Where the type is spoken to, and the header its credential goes in; null for built-in. */
    private static @Nullable List<String> spoken(ProviderSettings settings) {
        return switch (settings.type()) {
            case ANTHROPIC -> List.of("/v1/messages", "x-api-key", KEY);
            case GEMINI -> List.of("/v1/models/m:generateContent", "x-goog-api-key", KEY);
            case OLLAMA -> List.of("/v1/api/chat", "authorization", "Bearer " + KEY);
            case AZURE ->
                    List.of(
                            settings.apiVersion() == null
                                    ? "/v1/openai/v1/chat/completions"
                                    : "/v1/openai/deployments/m/chat/completions",
                            "api-key",
                            KEY);
            case OPENAI,
                    QWEN,
                    ZHIPU,
                    QIANFAN,
                    HUNYUAN,
                    DEEPSEEK,
                    LLAMACPP,
                    VLLM,
                    OPENAI_COMPATIBLE ->
                    List.of("/v1/chat/completions", "authorization", "Bearer " + KEY);
            case SIMULATOR, OFFLINE -> null;
        };
    }

    private static RequestBody body(String members) {
        return RequestBody.parse(("{" + members + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static Answer chat(Provider provider, String model, boolean stream, String members)
            throws Exception {
        return provider.chat()
                .chat(
                        new ChatCall(model, body(members), stream, Instant.now().plus(LONG)),
                        (_, _) -> {},
                        new Cancellation());
    }

    @Test
    void everyTypeMakesTheAdapterOfItsKindWhateverItsSettings() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            ProviderType type = TYPES.get(i % TYPES.size());
            ProviderSettings settings = settings(type);
            String where = "seed %d, try %d: %s".formatted(seed, i, settings);
            Provider provider = adapters.of(settings, KEY);
            assertThat(provider.id()).as(where).isEqualTo(settings.id());
            assertThat(provider.kind()).as(where).isEqualTo(type.word());
            assertThat(provider.address()).as(where).isEqualTo(settings.endpoint());
            if (!settings.models().isEmpty() && type != ProviderType.AZURE) {
                assertThat(provider.models().models()).as(where).isEqualTo(settings.models());
            }
            upstream.forget();
            List<String> spoken = spoken(settings);
            if (spoken == null) {
                builtIn(provider, where);
                continue;
            }
            String said = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
            assertThat(
                            new String(
                                    chat(provider, "m", false, said).output(),
                                    StandardCharsets.UTF_8))
                    .as(where)
                    .contains("\"ok\"");
            Seen seen = upstream.requests().getFirst();
            assertThat(bare(seen)).as(where).isEqualTo(spoken.get(0));
            assertThat(seen.headers())
                    .as(where)
                    .containsEntry(spoken.get(1), spoken.get(2))
                    .containsAllEntriesOf(settings.headers());
            if (settings.apiVersion() != null) {
                assertThat(seen.path()).as(where).endsWith("api-version=" + settings.apiVersion());
            }
            embeddings(provider, type, where);
        }
    }

    /** They call nobody: one of them chats, both embed. */
    private void builtIn(Provider provider, String where) throws Exception {
        List<String> models = provider.models().models();
        if (provider.kind().equals("offline")) {
            ProviderException refused =
                    catchThrowableOfType(
                            ProviderException.class,
                            () -> chat(provider, models.getFirst(), false, "\"messages\":[]"));
            assertThat(refused.failure())
                    .as(where)
                    .isInstanceOf(ProviderFailure.ModelNotFound.class);
        } else {
            String said = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
            assertThat(chat(provider, models.getFirst(), false, said).finishReasons())
                    .as(where)
                    .containsExactly("stop");
        }
        assertThat(embed(provider, models.getLast()).output()).as(where).isNotEmpty();
        assertThat(upstream.requests()).as(where).isEmpty();
    }

    private static Answer embed(Provider provider, String model) throws Exception {
        return provider.embeddings()
                .embed(
                        new EmbeddingCall(
                                model, body("\"input\":\"hi\""), Instant.now().plus(LONG)),
                        new Cancellation());
    }

    /** A vendor that embeds is asked; one that does not is not, and it is said. */
    private void embeddings(Provider provider, ProviderType type, String where) throws Exception {
        upstream.forget();
        if (type != ProviderType.ANTHROPIC && type != ProviderType.DEEPSEEK) {
            assertThat(embed(provider, "m").output()).as(where).isNotEmpty();
            assertThat(upstream.requests()).as(where).hasSize(1);
            return;
        }
        ProviderException refused =
                catchThrowableOfType(ProviderException.class, () -> embed(provider, "m"));
        assertThat(refused.failure()).as(where).isInstanceOf(ProviderFailure.ModelNotFound.class);
        assertThat(refused.failure().detail()).as(where).contains("not embed");
        assertThat(upstream.requests()).as(where).isEmpty();
    }

    /** How an ability is used, what is then sent, and what is named where it is lacked. */
    private record Used(String members, String sent, String named) {}

    private static Used used(Ability ability) {
        String said = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],";
        String tools = said + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],";
        return switch (ability) {
            case DEVELOPER_ROLE ->
                    new Used(
                            "\"messages\":[{\"role\":\"developer\",\"content\":\"be brief\"}]",
                            "developer",
                            "messages.role");
            case STREAM_OPTIONS ->
                    new Used(
                            said + "\"stream_options\":{\"include_usage\":true}",
                            "stream_options",
                            "stream_options");
            // The same limit under its old name: nothing is lost.
            case MAX_COMPLETION_TOKENS ->
                    new Used(said + "\"max_completion_tokens\":77", "max_completion_tokens", "");
            case JSON_SCHEMA ->
                    new Used(
                            said
                                    + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{}}}",
                            "json_schema",
                            "response_format");
            case TOOL_CHOICE_REQUIRED ->
                    new Used(tools + "\"tool_choice\":\"required\"", "required", "tool_choice");
            case PARALLEL_TOOL_CALLS ->
                    new Used(
                            tools + "\"parallel_tool_calls\":false",
                            "parallel_tool_calls",
                            "parallel_tool_calls");
            case VISION ->
                    new Used(
                            "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,aGk=\"}}]}]",
                            "aGk=",
                            "messages");
        };
    }

    @Test
    void whatAnEndpointHasIsSentAndWhatItLacksIsNamed() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            ProviderSettings settings = settings(ProviderType.OPENAI_COMPATIBLE);
            Ability ability = ABILITIES.get(i % ABILITIES.size());
            boolean lacked = settings.lacks().contains(ability.name().toLowerCase(Locale.ROOT));
            String where =
                    "seed %d, try %d: %s of %s".formatted(seed, i, ability, settings.lacks());
            Used used = used(ability);
            Provider provider = adapters.of(settings, KEY);
            upstream.forget();
            List<String> dropped = new ArrayList<>();
            try {
                boolean stream = ability == Ability.STREAM_OPTIONS;
                dropped.addAll(chat(provider, "m", stream, used.members()).dropped());
            } catch (ProviderException refused) {
                assertThat(refused.failure())
                        .as(where)
                        .isInstanceOfSatisfying(
                                ProviderFailure.InvalidRequest.class,
                                failure -> assertThat(failure.param()).isEqualTo(used.named()));
                assertThat(lacked).as(where).isTrue();
                assertThat(upstream.requests()).as(where).isEmpty();
                continue;
            }
            String sent = upstream.requests().getFirst().body();
            assertThat(sent.contains(used.sent())).as(where + sent).isEqualTo(!lacked);
            assertThat(dropped)
                    .as(where)
                    .isEqualTo(
                            lacked && !used.named().isEmpty() ? List.of(used.named()) : List.of());
            if (ability == Ability.MAX_COMPLETION_TOKENS) {
                assertThat(sent).as(where).contains("tokens\":77");
            }
        }
    }
}
