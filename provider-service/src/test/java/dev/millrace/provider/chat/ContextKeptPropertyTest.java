package dev.millrace.provider.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.anthropic.Anthropic;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.azure.Azure;
import dev.millrace.provider.azure.AzureSettings;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.compatible.Compatible;
import dev.millrace.provider.deepseek.DeepSeek;
import dev.millrace.provider.gemini.Gemini;
import dev.millrace.provider.hunyuan.Hunyuan;
import dev.millrace.provider.llamacpp.LlamaCpp;
import dev.millrace.provider.ollama.Ollama;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.qianfan.Qianfan;
import dev.millrace.provider.qwen.Qwen;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.provider.vllm.Vllm;
import dev.millrace.provider.zhipu.Zhipu;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Whoever is asked after another one is asked the same: one conversation says the same in every
 * vendor's words.
 */
@Timeout(120)
class ContextKeptPropertyTest {

    private static final int TRIES = 100;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ScriptedUpstream upstream =
            new ScriptedUpstream().usually(Reply.error(401, "{\"error\":{\"message\":\"no\"}}"));
    private final UpstreamClient client =
            new UpstreamClient(Clock.systemUTC(), new Patience(LONG, LONG, LONG, 1 << 20));

    /** A vendor: a model that takes all of it, and how its words are read. */
    private record Vendor(
            String name,
            String model,
            Function<Endpoint, Provider> make,
            Function<JsonNode, Meaning> read) {}

    private List<Vendor> vendors() {
        return List.of(
                openAi("openai", "gpt-4o", at -> OpenAi.provider(at, client)),
                openAi("azure", "gpt-4o", at -> Azure.provider(at, AzureSettings.V1, client)),
                openAi("qwen", "qwen-vl-plus", at -> Qwen.provider(at, client)),
                openAi("zhipu", "glm-4.5v", at -> Zhipu.provider(at, client, List.of())),
                openAi("qianfan", "ernie-5.0", at -> Qianfan.provider(at, client)),
                openAi("hunyuan", "hunyuan-vision", at -> Hunyuan.provider(at, client)),
                openAi("deepseek", "deepseek-chat", at -> DeepSeek.provider(at, client)),
                openAi("llamacpp", "gguf", at -> LlamaCpp.provider(at, client)),
                openAi("vllm", "served", at -> Vllm.provider(at, client)),
                openAi("compatible", "any", at -> Compatible.provider(at, client)),
                new Vendor(
                        "anthropic",
                        "claude-sonnet-4-5",
                        at -> Anthropic.provider(at, client),
                        ContextKeptPropertyTest::anthropic),
                new Vendor(
                        "gemini",
                        "gemini-2.5-pro",
                        at -> Gemini.provider(at, client),
                        ContextKeptPropertyTest::gemini),
                new Vendor(
                        "ollama",
                        "llava",
                        at -> Ollama.provider(at, client),
                        ContextKeptPropertyTest::ollama),
                new Vendor(
                        "responses",
                        "gpt-4o-pro",
                        at -> OpenAi.provider(at, client),
                        ContextKeptPropertyTest::responses));
    }

    private static Vendor openAi(String name, String model, Function<Endpoint, Provider> make) {
        return new Vendor(name, model, make, ContextKeptPropertyTest::completions);
    }

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    @Test
    void everyVendorIsToldTheSame() throws Exception {
        long seed = new Random().nextLong();
        List<Vendor> vendors = vendors();
        for (int i = 0; i < TRIES; i++) {
            RandomConversation talk = new RandomConversation(new Random(seed + i));
            RequestBody body = RequestBody.parse(Json.bytes(talk.body));
            for (Vendor vendor : vendors) {
                String where =
                        "seed %d, try %d, %s: %s".formatted(seed + i, i, vendor.name(), talk.body);
                upstream.forget();
                Provider provider =
                        vendor.make().apply(new Endpoint("p", upstream.url(), "key-12345"));
                ProviderFailure failure = failure(provider, vendor.model(), body);
                // The upstream refuses everybody: what it was asked is what counts.
                assertThat(failure).as(where).isInstanceOf(ProviderFailure.Authentication.class);
                JsonNode sent = Json.MAPPER.readTree(upstream.requests().getFirst().body());
                boolean ids = !vendor.name().equals("gemini");
                Meaning meant = expected(vendor, talk.meaning);
                assertThat(vendor.read().apply(sent).all())
                        .as("%s, sent %s", where, sent)
                        .isEqualTo((ids ? meant : meant.nameless()).all());
            }
        }
    }

    private static ProviderFailure failure(Provider provider, String model, RequestBody body)
            throws InterruptedException {
        try {
            provider.chat()
                    .chat(
                            new ChatCall(model, body, false, Instant.now().plus(LONG)),
                            (_, _) -> {},
                            new Cancellation());
        } catch (ProviderException e) {
            return e.failure();
        }
        throw new AssertionError("it answered");
    }

    /** Responses have no sequences to stop at: that is named, as another test says. */
    private static Meaning expected(Vendor vendor, Meaning all) {
        if (!vendor.name().equals("responses")) {
            return all;
        }
        Meaning without = all.nameless();
        without.calls.clear();
        without.calls.addAll(all.calls);
        without.results.clear();
        without.results.addAll(all.results);
        without.parameters.removeIf(each -> each.startsWith("stop"));
        return without;
    }

    private static String image(String url) {
        return url.substring(url.indexOf(',') + 1);
    }

    private static void parameters(
            Meaning meaning, JsonNode temperature, JsonNode limit, JsonNode stop) {
        meaning.parameters.add("temperature " + temperature.asDouble(-1));
        meaning.parameters.add("limit " + limit.asInt(-1));
        if (!stop.isMissingNode()) {
            meaning.parameters.add("stop " + stop.path(0).asString(""));
        }
    }

    private static void tool(Meaning meaning, JsonNode function, String schema) {
        meaning.tools.add(
                function.path("name").asString()
                        + " "
                        + function.path("description").asString()
                        + " "
                        + function.path(schema).path("properties"));
    }

    private static JsonNode parsed(JsonNode arguments) {
        return Json.MAPPER.readTree(arguments.asString());
    }

    private static Meaning completions(JsonNode body) {
        Meaning meaning = new Meaning();
        Map<String, String> names = new HashMap<>();
        for (JsonNode message : body.path("messages")) {
            String role = Json.text(message, "role");
            JsonNode content = message.path("content");
            if (role.equals("tool")) {
                String id = Json.text(message, "tool_call_id");
                meaning.given(id, names.getOrDefault(id, ""), content.asString(""));
                continue;
            }
            meaning.said(role, content.asString(""));
            for (JsonNode part : content) {
                if (Json.text(part, "type").equals("text")) {
                    meaning.said(role, Json.text(part, "text"));
                } else {
                    meaning.shown(role, image(part.path("image_url").path("url").asString()));
                }
            }
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode function = call.path("function");
                names.put(Json.text(call, "id"), Json.text(function, "name"));
                meaning.called(
                        Json.text(call, "id"),
                        Json.text(function, "name"),
                        parsed(function.path("arguments")));
            }
        }
        body.path("tools").forEach(each -> tool(meaning, each.path("function"), "parameters"));
        parameters(
                meaning,
                body.path("temperature"),
                body.has("max_tokens")
                        ? body.get("max_tokens")
                        : body.path("max_completion_tokens"),
                body.path("stop"));
        return meaning;
    }

    private static Meaning anthropic(JsonNode body) {
        Meaning meaning = new Meaning();
        Map<String, String> names = new HashMap<>();
        body.path("system").forEach(each -> meaning.said("system", Json.text(each, "text")));
        for (JsonNode message : body.path("messages")) {
            String role = Json.text(message, "role");
            for (JsonNode block : message.path("content")) {
                switch (Json.text(block, "type")) {
                    case "text" -> meaning.said(role, Json.text(block, "text"));
                    case "image" ->
                            meaning.shown(role, block.path("source").path("data").asString());
                    case "tool_use" -> {
                        names.put(Json.text(block, "id"), Json.text(block, "name"));
                        meaning.called(
                                Json.text(block, "id"),
                                Json.text(block, "name"),
                                block.path("input"));
                    }
                    case "tool_result" -> {
                        String id = Json.text(block, "tool_use_id");
                        meaning.given(
                                id,
                                names.getOrDefault(id, ""),
                                Json.text(block.path("content").path(0), "text"));
                    }
                    default -> throw new AssertionError(block.toString());
                }
            }
        }
        body.path("tools").forEach(each -> tool(meaning, each, "input_schema"));
        parameters(
                meaning,
                body.path("temperature"),
                body.path("max_tokens"),
                body.path("stop_sequences"));
        return meaning;
    }

    private static Meaning gemini(JsonNode body) {
        Meaning meaning = new Meaning();
        body.path("systemInstruction")
                .path("parts")
                .forEach(each -> meaning.said("system", Json.text(each, "text")));
        for (JsonNode content : body.path("contents")) {
            String role = Json.text(content, "role").equals("model") ? "assistant" : "user";
            for (JsonNode part : content.path("parts")) {
                if (part.has("functionCall")) {
                    JsonNode call = part.get("functionCall");
                    meaning.called("", Json.text(call, "name"), call.path("args"));
                } else if (part.has("functionResponse")) {
                    JsonNode given = part.get("functionResponse");
                    meaning.given(
                            "",
                            Json.text(given, "name"),
                            Json.text(given.path("response"), "result"));
                } else if (part.has("inlineData")) {
                    meaning.shown(role, Json.text(part.get("inlineData"), "data"));
                } else {
                    meaning.said(role, Json.text(part, "text"));
                }
            }
        }
        body.path("tools")
                .path(0)
                .path("functionDeclarations")
                .forEach(each -> tool(meaning, each, "parametersJsonSchema"));
        JsonNode config = body.path("generationConfig");
        parameters(
                meaning,
                config.path("temperature"),
                config.path("maxOutputTokens"),
                config.path("stopSequences"));
        return meaning;
    }

    private static Meaning ollama(JsonNode body) {
        Meaning meaning = new Meaning();
        for (JsonNode message : body.path("messages")) {
            String role = Json.text(message, "role");
            String text = Json.text(message, "content");
            if (role.equals("tool")) {
                meaning.given(
                        Json.text(message, "tool_call_id"), Json.text(message, "tool_name"), text);
                continue;
            }
            meaning.said(role, text);
            message.path("images").forEach(each -> meaning.shown(role, each.asString()));
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode function = call.path("function");
                meaning.called(
                        Json.text(call, "id"),
                        Json.text(function, "name"),
                        function.path("arguments"));
            }
        }
        body.path("tools").forEach(each -> tool(meaning, each.path("function"), "parameters"));
        JsonNode options = body.path("options");
        parameters(
                meaning,
                options.path("temperature"),
                options.path("num_predict"),
                options.path("stop"));
        return meaning;
    }

    private static Meaning responses(JsonNode body) {
        Meaning meaning = new Meaning();
        Map<String, String> names = new HashMap<>();
        for (JsonNode item : body.path("input")) {
            switch (Json.text(item, "type")) {
                case "function_call" -> {
                    String id = Json.text(item, "call_id");
                    names.put(id, Json.text(item, "name"));
                    meaning.called(id, Json.text(item, "name"), parsed(item.path("arguments")));
                }
                case "function_call_output" -> {
                    String id = Json.text(item, "call_id");
                    meaning.given(
                            id,
                            Objects.requireNonNull(names.get(id)),
                            item.path("output").asString());
                }
                default -> said(meaning, Json.text(item, "role"), item.path("content"));
            }
        }
        List<JsonNode> tools = new ArrayList<>();
        body.path("tools").forEach(tools::add);
        tools.forEach(each -> tool(meaning, each, "parameters"));
        parameters(
                meaning,
                body.path("temperature"),
                body.path("max_output_tokens"),
                Json.MAPPER.missingNode());
        return meaning;
    }

    private static void said(Meaning meaning, String role, JsonNode content) {
        meaning.said(role, content.asString(""));
        for (JsonNode part : content) {
            if (part.has("text")) {
                meaning.said(role, Json.text(part, "text"));
            } else {
                meaning.shown(role, image(Json.text(part, "image_url")));
            }
        }
    }
}
