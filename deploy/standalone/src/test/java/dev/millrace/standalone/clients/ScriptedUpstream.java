package dev.millrace.standalone.clients;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAI-shaped provider whose behaviour stands in the prompt ({@link Script}), so that tests of
 * any language can write it. {@code GET /calls/NONCE} tells what came, {@code POST /release/NONCE}
 * lets held answers go.
 */
public final class ScriptedUpstream {

    /** What it wants in {@code Authorization}. */
    public static final String CREDENTIAL = "upstream-credential";

    static final String CHAT = "scripted-chat";
    static final String SLASHED = "org/scripted-chat";
    static final String EMBEDDING = "scripted-embedding";

    private static final long LONGEST_HOLD_SECONDS = 60;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, List<JsonNode>> calls = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();
    private final HttpServer server;

    private ScriptedUpstream(HttpServer server) {
        this.server = server;
    }

    /** Starts on a free loopback port; ends with the JVM. */
    public static ScriptedUpstream start() {
        try {
            var server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            var upstream = new ScriptedUpstream(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/v1/models", upstream::models);
            server.createContext("/v1/chat/completions", upstream::chat);
            server.createContext("/v1/embeddings", upstream::embeddings);
            server.createContext("/calls/", upstream::tell);
            server.createContext("/release/", upstream::release);
            server.start();
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without a path. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The bodies of the calls that a nonce made, in order. */
    List<JsonNode> calls(String nonce) {
        return calls.getOrDefault(nonce, List.of());
    }

    void release(String nonce) {
        hold(nonce).countDown();
    }

    private CountDownLatch hold(String nonce) {
        return holds.computeIfAbsent(nonce, _ -> new CountDownLatch(1));
    }

    private void models(HttpExchange exchange) throws IOException {
        var list = json.createObjectNode().put("object", "list");
        var data = list.putArray("data");
        List.of(CHAT, SLASHED, EMBEDDING)
                .forEach(id -> data.addObject().put("id", id).put("object", "model"));
        answer(exchange, 200, list);
    }

    private void chat(HttpExchange exchange) throws IOException {
        var body = json.readTree(exchange.getRequestBody());
        var script = script(body);
        var seen = calls.computeIfAbsent(script.nonce(), _ -> new CopyOnWriteArrayList<>());
        seen.add(body);
        if (!("Bearer " + CREDENTIAL)
                .equals(exchange.getRequestHeaders().getFirst("authorization"))) {
            refuse(exchange, 418);
            return;
        }
        if (seen.size() <= script.fail().size()) {
            if (!script.retryAfter().isEmpty()) {
                exchange.getResponseHeaders().set("retry-after", script.retryAfter());
            }
            refuse(exchange, script.fail().get(seen.size() - 1));
            return;
        }
        var reply = new ScriptedReply(json, body, script);
        if (body.path("stream").asBoolean(false)) {
            stream(exchange, script, reply);
        } else {
            awaitRelease(script);
            answer(exchange, 200, reply.whole());
        }
    }

    private static Script script(JsonNode body) {
        var prompt = "";
        for (var message : body.path("messages")) {
            if (message.path("role").asString("").equals("user")) {
                prompt = message.path("content").asString("");
            }
        }
        return Script.of(prompt);
    }

    private void stream(HttpExchange exchange, Script script, ScriptedReply reply)
            throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (exchange) {
            var first = true;
            for (var event : reply.chunks()) {
                send(exchange, event.toString());
                if (first) {
                    awaitRelease(script);
                    first = false;
                }
                if (script.cut()) {
                    return;
                }
            }
            send(exchange, "[DONE]");
        }
    }

    private void awaitRelease(Script script) {
        try {
            if (script.hold()
                    && !hold(script.nonce()).await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released: " + script.nonce());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, String data) throws IOException {
        var out = exchange.getResponseBody();
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** A vector tells its text's length and place. */
    private void embeddings(HttpExchange exchange) throws IOException {
        var body = json.readTree(exchange.getRequestBody());
        var input = body.path("input");
        List<JsonNode> texts = input.isArray() ? List.copyOf(input.values()) : List.of(input);
        var list = json.createObjectNode().put("object", "list").put("model", EMBEDDING);
        var data = list.putArray("data");
        for (var i = 0; i < texts.size(); i++) {
            var item = data.addObject().put("object", "embedding").put("index", i);
            vector(
                    item,
                    new float[] {texts.get(i).asString("").length(), i + 0.25f},
                    body.path("encoding_format").asString("").equals("base64"));
        }
        list.putObject("usage")
                .put("prompt_tokens", texts.size())
                .put("total_tokens", texts.size());
        answer(exchange, 200, list);
    }

    private static void vector(ObjectNode item, float[] vector, boolean base64) {
        if (base64) {
            var bytes =
                    ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            item.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
            return;
        }
        var numbers = item.putArray("embedding");
        for (var number : vector) {
            numbers.add(number);
        }
    }

    private void tell(HttpExchange exchange) throws IOException {
        ArrayNode bodies = json.createArrayNode().addAll(calls(nonce(exchange)));
        answer(exchange, 200, bodies);
    }

    private void release(HttpExchange exchange) throws IOException {
        release(nonce(exchange));
        answer(exchange, 200, json.createObjectNode());
    }

    private static String nonce(HttpExchange exchange) {
        var path = requireNonNull(exchange.getRequestURI().getPath());
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void refuse(HttpExchange exchange, int status) throws IOException {
        var body = json.createObjectNode();
        body.putObject("error")
                .put("message", "refused as the script says")
                .put("type", "scripted")
                .put("param", "temperature")
                .putNull("code");
        answer(exchange, status, body);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body)
            throws IOException {
        var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
