package dev.millrace.gateway.house;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The other services' HTTP sides: jobs are kept until told to go, everything else is written down.
 */
public final class Neighbours implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final Road road;
    private final Map<String, RequestAccepted> backlog = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** A request that arrived. */
    public record Seen(
            String method,
            String uri,
            Map<String, List<String>> headers,
            String body,
            JsonNode claims) {}

    public Neighbours(Road road) throws IOException {
        this.road = road;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::on);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Seen> seen() {
        return seen;
    }

    /** Lets a job leave the backlog. */
    public void release(String id) {
        road.release(Objects.requireNonNull(backlog.remove(id)));
    }

    private void on(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = Objects.requireNonNull(exchange.getRequestURI().getPath());
        if (path.equals("/actuator/health")) {
            answer(
                    exchange,
                    200,
                    """
                    {"status": "UP",
                     "components": {"ping": {"status": "UP"},
                                    "thing": {"description": "of brass", "status": "UP"}}}
                    """);
            return;
        }
        JsonNode claims = claims(exchange);
        seen.add(
                new Seen(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        body,
                        claims));
        if (path.equals("/api/v1/jobs")) {
            submit(exchange, JSON.readTree(body), claims);
        } else if (path.startsWith("/api/v1/jobs/")) {
            find(exchange, path.substring("/api/v1/jobs/".length()), claims);
        } else if (path.endsWith("/large")) {
            answer(exchange, 200, "x".repeat(3_000_000));
        } else {
            exchange.getResponseHeaders().set("x-from-below", "yes");
            answer(exchange, 418, "{\"echo\":" + JSON.writeValueAsString(body) + "}");
        }
    }

    private void submit(HttpExchange exchange, JsonNode job, JsonNode claims) throws IOException {
        String id = Ids.next();
        Owner owner = owner(claims);
        RequestHead head =
                RequestHead.newBuilder()
                        .setRequestId(id)
                        .setLane(Lane.BULK)
                        .setAcceptedAt(Instant.now())
                        .setDeadline(Instant.ofEpochMilli(job.path("deadline").longValue()))
                        .setAuthority(Authority.newBuilder().setOwner(owner).build())
                        .setModel(job.path("request").path("model").asString())
                        .setRunId("run-" + id)
                        .build();
        backlog.put(
                id,
                RequestAccepted.newBuilder()
                        .setHead(head)
                        .setBody(Content.clear(job.path("request").toString()))
                        .build());
        answer(
                exchange,
                202,
                "{\"id\":\"" + id + "\",\"run_id\":\"run-" + id + "\",\"created_at\":0}");
    }

    private void find(HttpExchange exchange, String id, JsonNode claims) throws IOException {
        RequestAccepted job = backlog.get(id);
        if (job == null || !job.getHead().getAuthority().getOwner().equals(owner(claims))) {
            answer(exchange, 404, "{}");
        } else {
            answer(exchange, 200, "{\"id\":\"" + id + "\",\"status\":\"queued\"}");
        }
    }

    private static Owner owner(JsonNode claims) {
        return new Owner(text(claims, "tenant"), text(claims, "team"), text(claims, "user"));
    }

    private static String text(JsonNode claims, String name) {
        JsonNode found = claims.findValue(name);
        return found == null ? "default" : found.asString("default");
    }

    private static JsonNode claims(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        String[] parts = token == null ? new String[0] : token.split("\\.", -1);
        return parts.length < 2
                ? JSON.createObjectNode()
                : JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
