package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChatProviderContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.RateLimits;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** The wire format of everyone who speaks OpenAI's chat completions. */
public abstract class OpenAiShapedContract extends ChatProviderContract {

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    /** What vendors told of their limits. */
    protected final List<RateLimits> rates = new CopyOnWriteArrayList<>();

    /** The vendor's provider. */
    protected abstract Provider make(Endpoint endpoint, UpstreamClient client);

    @Override
    protected final ChatProvider open(ScriptedUpstream upstream, Duration patience, int limit) {
        Patience times = new Patience(Duration.ofSeconds(2), patience, patience, limit);
        return provider(upstream.url() + "/", times).chat();
    }

    private Provider provider(String url, Patience times) {
        UpstreamClient client =
                new UpstreamClient(Clock.systemUTC(), times, (_, _, told) -> rates.add(told));
        return make(new Endpoint("p", url, "sk-1"), client);
    }

    /** The provider at another address of the same upstream. */
    protected final Provider at(String path) {
        return provider(
                upstream.url().replace("/v1", path),
                new Patience(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        1 << 20));
    }

    @Override
    protected String plain(String text) {
        return """
        {"id":"x","object":"chat.completion","model":"answering-model",
         "choices":[{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}
        """
                .formatted(quoted(text));
    }

    protected static String quoted(String text) {
        return Json.MAPPER.writeValueAsString(text);
    }

    @Override
    protected String parts(String... parts) {
        StringBuilder events = new StringBuilder();
        for (String part : parts) {
            events.append(event("{\"index\":0,\"delta\":{\"content\":" + quoted(part) + "}}"));
        }
        return events.toString();
    }

    protected static String event(String choice) {
        return "data: {\"model\":\"answering-model\",\"choices\":[" + choice + "]}\n\n";
    }

    @Override
    protected String ending() {
        return finish("stop")
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\n"
                + "data: [DONE]\n\n";
    }

    protected static String finish(String reason) {
        return event("{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}");
    }

    protected static String tool(String fragment) {
        return event("{\"index\":0,\"delta\":{\"tool_calls\":[" + fragment + "]}}");
    }

    @Override
    protected String overloadEvent() {
        return "data: {\"error\":{\"message\":\"busy\",\"code\":\"server_is_overloaded\"}}\n\n";
    }

    @Override
    protected String errorBody(String code, String message) {
        return "{\"error\":{\"message\":\"%s\",\"type\":\"t\",\"param\":null,\"code\":\"%s\"}}"
                .formatted(message, code);
    }

    /** What the vendor got. */
    protected final JsonNode sent() {
        return Json.MAPPER.readTree(upstream.requests().getLast().body());
    }

    /** A call of a certain model; members in single quotes. */
    protected final ChatCall of(String model, boolean stream, String... members) {
        String all = String.join(",", members).replace('\'', '"');
        String messages = all.contains("\"messages\":") ? "" : USER + (all.isEmpty() ? "" : ",");
        String json = "{" + messages + all + "}";
        return new ChatCall(
                model,
                RequestBody.parse(json.getBytes(StandardCharsets.UTF_8)),
                stream,
                Instant.now().plusSeconds(20));
    }

    /** Asks; the vendor answers in the way it was asked. */
    protected final Answer answered(String model, boolean stream, String... members)
            throws Exception {
        upstream.then(
                (connection, seen) -> {
                    boolean streamed = seen.body().contains("\"stream\":true");
                    Reply reply =
                            streamed
                                    ? Reply.raw(parts("o", "k") + ending())
                                    : Reply.json(plain("ok"));
                    reply.send(connection, seen);
                });
        return ask(of(model, stream, members));
    }
}
