package dev.millrace.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.compatible.Abilities;
import dev.millrace.provider.compatible.Compatible;
import dev.millrace.provider.deepseek.DeepSeek;
import dev.millrace.provider.hunyuan.Hunyuan;
import dev.millrace.provider.llamacpp.LlamaCpp;
import dev.millrace.provider.qianfan.Qianfan;
import dev.millrace.provider.qwen.Qwen;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.provider.vllm.Vllm;
import dev.millrace.provider.zhipu.Zhipu;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a caller asks of any dialect goes to the vendor as it is, or is named. */
class NothingIsLostSilentlyTest {

    private static final int TRIES = 400;
    private static final List<String> ALWAYS =
            List.of("cache_control", "prompt_cache_key", "service_tier", "their_own");

    /** None of them says what happens anyway, so that leaving one out loses something. */
    private static final JsonNode MEMBERS =
            Json.MAPPER.readTree(
                    """
                    {"temperature":1.5,"top_p":0.005,"top_k":4,"presence_penalty":1,"frequency_penalty":1,
                     "logit_bias":{"1":2},"logprobs":true,"top_logprobs":2,"seed":7,"n":2,"user":"u",
                     "stop":["a","a very long stop sequence","c","d","e","f"],"parallel_tool_calls":false,
                     "tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"tool_choice":"required",
                     "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}},
                     "cache_control":{"type":"ephemeral"},"prompt_cache_key":"k","service_tier":"flex","their_own":[1]}
                    """);

    private final ScriptedUpstream upstream =
            new ScriptedUpstream()
                    .usually(
                            (connection, seen) ->
                                    (seen.body().contains("\"stream\":true") ? STREAM : PLAIN)
                                            .send(connection, seen));

    private static final Reply PLAIN =
            Reply.json(
                    "{\"choices\":[{\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}");
    private static final Reply STREAM =
            Reply.raw(
                    """
                    data: {"choices":[{"delta":{"content":"ok"},"finish_reason":"stop"}]}

                    data: [DONE]

                    """);

    @AfterEach
    void close() {
        upstream.close();
    }

    private Map<String, Provider> providers(UpstreamClient client, Random random) {
        Endpoint endpoint = new Endpoint("p", upstream.url(), "k");
        List<String> lacking = new ArrayList<>();
        Arrays.stream(Abilities.Ability.values())
                .filter(_ -> random.nextBoolean())
                .forEach(one -> lacking.add(one.name().toLowerCase(Locale.ROOT)));
        return Map.ofEntries(
                Map.entry("gpt-4o", OpenAi.provider(endpoint, client)),
                // Later ones are asked over Responses when functions are there.
                Map.entry("gpt-5.2", OpenAi.provider(endpoint, client)),
                Map.entry("o3", OpenAi.provider(endpoint, client)),
                Map.entry("qwen-plus", Qwen.provider(endpoint, client)),
                Map.entry("qwq-plus", Qwen.provider(endpoint, client)),
                Map.entry("glm-4.6", Zhipu.provider(endpoint, client, List.of())),
                Map.entry("glm-5.3", Zhipu.provider(endpoint, client, List.of())),
                Map.entry("ernie-5.0", Qianfan.provider(endpoint, client)),
                Map.entry("ernie-x1-turbo-32k", Qianfan.provider(endpoint, client)),
                Map.entry("hunyuan-lite", Hunyuan.provider(endpoint, client)),
                Map.entry("deepseek-v4-pro", DeepSeek.provider(endpoint, client)),
                Map.entry("gguf", LlamaCpp.provider(endpoint, client)),
                Map.entry("served", Vllm.provider(endpoint, client)),
                Map.entry(
                        "any", Compatible.provider(endpoint, client, Abilities.without(lacking))));
    }

    @Test
    void everyMemberIsSentOrNamed() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Patience patience =
                new Patience(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        1 << 20);
        try (UpstreamClient client = new UpstreamClient(Clock.systemUTC(), patience)) {
            for (int i = 0; i < TRIES; i++) {
                Map<String, Provider> providers = providers(client, random);
                List<String> models = providers.keySet().stream().sorted().toList();
                String model = models.get(random.nextInt(models.size()));
                ObjectNode asked = asked(random);
                Provider provider = Objects.requireNonNull(providers.get(model));
                Answer answer =
                        provider.chat()
                                .chat(call(model, asked, random), (_, _) -> {}, new Cancellation());
                String what = "seed %d, try %d, %s: %s".formatted(seed, i, model, asked);
                check(asked, answer.dropped(), what);
            }
        }
    }

    private static ObjectNode asked(Random random) {
        ObjectNode asked = Json.MAPPER.createObjectNode();
        asked.putArray("messages").addObject().put("role", "user").put("content", "hi");
        MEMBERS.properties().stream()
                .filter(_ -> random.nextInt(3) == 0)
                .forEach(member -> asked.set(member.getKey(), member.getValue()));
        if (random.nextBoolean()) {
            List<String> efforts = List.of("none", "minimal", "low", "medium", "high", "max");
            asked.put("reasoning_effort", efforts.get(random.nextInt(efforts.size())));
        }
        return asked;
    }

    private static ChatCall call(String model, ObjectNode asked, Random random) {
        byte[] body = asked.toString().getBytes(StandardCharsets.UTF_8);
        return new ChatCall(
                model,
                RequestBody.parse(body),
                random.nextBoolean(),
                Instant.now().plusSeconds(20));
    }

    private void check(ObjectNode asked, List<String> dropped, String what) {
        JsonNode sent = Json.MAPPER.readTree(upstream.requests().getLast().body());
        for (Map.Entry<String, JsonNode> member : asked.properties()) {
            String name = member.getKey();
            boolean same = member.getValue().equals(sent.path(name));
            if (ALWAYS.contains(name)) {
                assertThat(same).as("%s passes: %s", name, what).isTrue();
            }
            if (!name.equals("messages") && !name.equals("reasoning_effort")) {
                assertThat(same || dropped.contains(name))
                        .as("%s is sent or named: %s, sent %s", name, what, sent)
                        .isTrue();
            }
        }
        for (String name : dropped) {
            assertThat(asked.has(name)).as("%s was asked: %s", name, what).isTrue();
            assertThat(asked.path(name).equals(sent.path(name)) && !isEffort(name))
                    .as("%s is named and yet sent: %s", name, what)
                    .isFalse();
        }
    }

    private static boolean isEffort(String name) {
        return name.equals("reasoning_effort");
    }
}
