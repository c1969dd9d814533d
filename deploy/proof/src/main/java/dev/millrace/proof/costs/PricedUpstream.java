package dev.millrace.proof.costs;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.proof.costs.PricedCall.Kind;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Several OpenAI-shaped providers at one address, who tell usage of every shape and write down what
 * they told, before they tell it. A stream tells it with each of its chunks, so that it is known
 * however the stream ends.
 */
public final class PricedUpstream implements AutoCloseable {

    /** By provider: shipped models, and one of which nobody knows a price. */
    static final Map<String, List<String>> MODELS =
            Map.of(
                    "openai", List.of("gpt-5.6", "gpt-5.4", "gpt-4o-mini"),
                    "qwen", List.of("qwen3-max", "qwen-plus", "unheard-of-1"),
                    "deepseek", List.of("deepseek-v4-pro", "deepseek-v4-flash"));

    private static final Pattern ASKED = Pattern.compile("kind:([A-Z]+) number:(\\d+)");
    private static final int PAUSE_MILLIS = 100;

    /** Nobody holds a stream for longer: a cancel that never comes must not hang the proof. */
    private static final int MOST_PAUSES = 600;

    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicLong calls = new AtomicLong();
    private final long seed;
    private final Path file;
    private final BufferedWriter log;
    private final HttpServer server;

    /**
     * Starts on a free loopback port.
     *
     * @param file where it writes its log, a line for each call
     */
    public PricedUpstream(long seed, Path file) {
        this.seed = seed;
        this.file = file;
        try {
            log = Files.newBufferedWriter(file);
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        MODELS.forEach(
                (provider, models) -> {
                    server.createContext(
                            "/" + provider + "/v1/models", exchange -> list(exchange, models));
                    server.createContext(
                            "/" + provider + "/v1/chat/completions",
                            exchange -> chat(exchange, provider));
                });
        server.start();
    }

    /** The variables under which a product finds its providers, added to others. */
    public Map<String, String> environment(Map<String, String> others) {
        Map<String, String> environment = new HashMap<>(others);
        Map.of("openai", "OPENAI", "qwen", "DASHSCOPE", "deepseek", "DEEPSEEK")
                .forEach(
                        (provider, variable) -> {
                            environment.put(variable + "_API_KEY", "proof");
                            environment.put(variable + "_BASE_URL", address(provider));
                        });
        return environment;
    }

    private String address(String provider) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + provider + "/v1";
    }

    /** Its log, a call a line. */
    Path file() {
        return file;
    }

    private void list(HttpExchange exchange, List<String> models) throws IOException {
        ObjectNode list = json.createObjectNode().put("object", "list");
        models.forEach(model -> list.withArray("data").addObject().put("id", model));
        answer(exchange, 200, list);
    }

    private void chat(HttpExchange exchange, String provider) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody());
        Matcher asked = ASKED.matcher(body.path("messages").toString());
        if (!asked.find()) {
            answer(exchange, 422, json.createObjectNode());
            return;
        }
        Kind kind = Kind.valueOf(requireNonNull(asked.group(1)));
        long number = Long.parseLong(requireNonNull(asked.group(2)));
        PricedCall call =
                UsageShapes.draw(
                        seed * 1_000_003 + number,
                        calls.incrementAndGet(),
                        provider,
                        body.path("model").asString(""),
                        kind);
        write(call);
        if (kind == Kind.REFUSED) {
            ObjectNode refusal = json.createObjectNode();
            refusal.putObject("error")
                    .put("message", "asked for")
                    .put("type", "invalid_request_error");
            answer(exchange, 400, refusal);
        } else if (body.path("stream").asBoolean(false)) {
            stream(exchange, call);
        } else {
            answer(exchange, 200, whole(call));
        }
    }

    private synchronized void write(PricedCall call) throws IOException {
        log.write(json.writeValueAsString(call));
        log.newLine();
        log.flush();
    }

    private void stream(HttpExchange exchange, PricedCall call) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        event(out, chunk(call, "The ", false));
        if (call.kind() == Kind.LEFT) {
            hold(out);
        }
        if (call.kind() == Kind.LEFT || call.kind() == Kind.BROKEN) {
            // Neither an end of the body nor a marker: the connection breaks.
            throw new IOException("broken off as asked");
        }
        event(out, chunk(call, "answer.", false));
        event(out, chunk(call, "", true));
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    /** Until the caller is gone, which the next write tells. */
    private static void hold(OutputStream out) throws IOException {
        for (int i = 0; i < MOST_PAUSES; i++) {
            out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void event(OutputStream out, ObjectNode chunk) throws IOException {
        out.write(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private ObjectNode chunk(PricedCall call, String text, boolean last) {
        ObjectNode chunk = told(call, "chat.completion.chunk");
        ObjectNode choice = chunk.withArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("content", text);
        choice.put("finish_reason", last ? "stop" : null);
        return chunk;
    }

    private ObjectNode whole(PricedCall call) {
        ObjectNode answer = told(call, "chat.completion");
        ObjectNode choice = answer.withArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", "The answer.");
        choice.put("finish_reason", "stop");
        return answer;
    }

    private ObjectNode told(PricedCall call, String object) {
        ObjectNode told =
                json.createObjectNode()
                        .put("id", "call-" + call.call())
                        .put("object", object)
                        .put("created", 1)
                        .put("model", call.model());
        if (!call.serviceTier().isEmpty()) {
            told.put("service_tier", call.serviceTier());
        }
        ObjectNode usage =
                told.putObject("usage")
                        .put("prompt_tokens", call.input())
                        .put("completion_tokens", call.output())
                        .put("total_tokens", call.input() + call.output());
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", call.cached())
                .put("cache_write_tokens", call.written());
        usage.putObject("completion_tokens_details").put("reasoning_tokens", call.reasoning());
        return told;
    }

    private static void answer(HttpExchange exchange, int status, ObjectNode body)
            throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
