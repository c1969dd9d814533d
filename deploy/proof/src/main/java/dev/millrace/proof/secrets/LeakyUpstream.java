package dev.millrace.proof.secrets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider that tells the key it was sent whenever something goes wrong: in refusals, in errors
 * within answers and streams, as it is, in Base64 and as in an address. Its models are named after
 * what they do.
 */
final class LeakyUpstream implements AutoCloseable {

    /** Answers. */
    static final String GOOD = "good";

    /** Says that the request is wrong. */
    static final String BLAMES = "blames";

    /** Says that it is broken, in plain text. */
    static final String BREAKS = "breaks";

    /** Breaks off its answer with an error under status 200. */
    static final String FALTERS = "falters";

    static final List<String> MODELS = List.of(GOOD, BLAMES, BREAKS, FALTERS);

    private static final String JSON = "application/json";

    private final JsonMapper json = JsonMapper.builder().build();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final HttpServer server;

    LeakyUpstream() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** An address of it; each provider has a path of its own. */
    String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    void accept(Secret... keys) {
        for (Secret key : keys) {
            accepted.add(key.text());
        }
    }

    /** How often it was called, whatever for. */
    int calls() {
        return calls.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        String key = key(exchange);
        JsonNode asked = read(exchange);
        if (!accepted.contains(key)) {
            send(exchange, 401, JSON, error("Incorrect API key provided: " + told(key)));
        } else if (exchange.getRequestMethod().equals("GET")) {
            ObjectNode list = json.createObjectNode();
            MODELS.forEach(model -> list.withArray("data").addObject().put("id", model));
            send(exchange, 200, JSON, list.toString());
        } else {
            chat(exchange, asked, key);
        }
    }

    private JsonNode read(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        return body.length == 0 ? json.createObjectNode() : json.readTree(body);
    }

    private static String key(HttpExchange exchange) {
        for (String name : List.of("api-key", "x-api-key")) {
            String key = exchange.getRequestHeaders().getFirst(name);
            if (key != null) {
                return key;
            }
        }
        String bearer = exchange.getRequestHeaders().getFirst("authorization");
        return bearer == null ? "" : bearer.substring(bearer.indexOf(' ') + 1);
    }

    private static String told(String key) {
        Secret secret = new Secret("", key);
        return "%s (Base64 %s, in an address %s)"
                .formatted(key, Secret.packed(key), secret.encoded());
    }

    private String error(String message) {
        ObjectNode root = json.createObjectNode().put("type", "error");
        root.putObject("error").put("message", message).put("type", "invalid_request_error");
        return root.toString();
    }

    private void chat(HttpExchange exchange, JsonNode asked, String key) throws IOException {
        boolean stream = asked.path("stream").asBoolean(false);
        switch (asked.path("model").asString("")) {
            case BLAMES -> send(exchange, 400, JSON, error("Not with the key " + told(key)));
            case BREAKS -> send(exchange, 500, "text/plain", "panic: authorization=" + told(key));
            case FALTERS -> {
                String busy = error("The key " + told(key) + " is too busy");
                send(
                        exchange,
                        200,
                        stream ? "text/event-stream" : JSON,
                        stream ? chunk("{\"content\":\"so \"}", "null") + event(busy) : busy);
            }
            default -> {
                boolean messages = exchange.getRequestURI().toString().endsWith("/messages");
                send(
                        exchange,
                        200,
                        stream && !messages ? "text/event-stream" : JSON,
                        messages ? MESSAGE : stream ? STREAM : WHOLE);
            }
        }
    }

    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}";

    private static final String WHOLE =
            "{\"id\":\"c\",\"model\":\"good\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"all well\"},\"finish_reason\":\"stop\"}],"
                    + USAGE
                    + "}";

    private static final String MESSAGE =
            "{\"type\":\"message\",\"role\":\"assistant\",\"model\":\"good\",\"content\":[{\"type\":\"text\",\"text\":\"all well\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}";

    private static final String STREAM =
            chunk("{\"content\":\"all well\"}", "null")
                    + chunk("{}", "\"stop\"")
                    + event("{\"choices\":[]," + USAGE + "}")
                    + event("[DONE]");

    private static String chunk(String delta, String reason) {
        return event(
                "{\"model\":\"good\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}"
                        .formatted(delta, reason));
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static void send(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
