package dev.millrace.standalone.apply;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The product's providers and model groups, kept in memory, as its API shows and takes them. */
final class FakeProduct implements AutoCloseable {

    static final String KEY = "mr-admin-0123456789";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PROVIDERS = "/api/v1/llm/providers";
    private static final String GROUPS = "/api/v1/routing/models";

    private final Map<String, ObjectNode> providers = new TreeMap<>();
    private final Map<String, ObjectNode> groups = new TreeMap<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private int revision;
    private int groupRevision;
    private boolean inTurmoil;

    FakeProduct() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext(PROVIDERS, exchange -> handle(exchange, this::providers));
        server.createContext(GROUPS, exchange -> handle(exchange, this::groups));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was written, as method and path. */
    List<String> writes() {
        return writes;
    }

    Map<String, ObjectNode> providers() {
        return providers;
    }

    ObjectNode shown(String id) {
        return Objects.requireNonNull(providers.get(id));
    }

    Map<String, ObjectNode> groups() {
        return groups;
    }

    /** From now on somebody else changes everything between any two calls. */
    void turmoil() {
        inTurmoil = true;
    }

    void provider(String json) {
        ObjectNode provider = (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        provider.put("revision", ++revision);
        providers.put(provider.path("id").asString(), provider);
    }

    private interface Answering {
        void answer(HttpExchange exchange, String id, JsonNode body) throws IOException;
    }

    private void handle(HttpExchange exchange, Answering answering) throws IOException {
        String method = exchange.getRequestMethod();
        String path = Objects.requireNonNull(exchange.getRequestURI().getPath());
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        JsonNode body = bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("authorization"))) {
            refuse(exchange, 401, "invalid_api_key");
            return;
        }
        if (!method.equals("GET")) {
            writes.add(method + " " + path);
        }
        if (inTurmoil) {
            groupRevision++;
        }
        String base = path.startsWith(PROVIDERS) ? PROVIDERS : GROUPS;
        String id = path.substring(base.length()).replaceFirst("^/", "");
        answering.answer(exchange, id, body);
    }

    private void providers(HttpExchange exchange, String id, JsonNode body) throws IOException {
        String method = exchange.getRequestMethod();
        ObjectNode present = providers.get(id);
        if (method.equals("POST")) {
            String fresh = body.path("id").asString();
            if (providers.containsKey(fresh)) {
                refuse(exchange, 409, "name_taken");
                return;
            }
            show(exchange, 201, stored(fresh, (ObjectNode) body, null));
        } else if (id.isEmpty()) {
            list(exchange, providers.values().stream().toList(), "");
        } else if (present == null) {
            refuse(exchange, 404, "not_found");
        } else if (!method.equals("GET") && !isExpected(exchange, tag(present))) {
            refuse(exchange, 412, "precondition_failed");
        } else if (method.equals("PUT")) {
            show(exchange, 200, stored(id, (ObjectNode) body, present));
        } else if (method.equals("DELETE") && present.path("active").asBoolean(false)) {
            refuse(exchange, 409, "provider_active");
        } else if (method.equals("DELETE")) {
            providers.remove(id);
            answer(exchange, 204, "", JSON.createObjectNode());
        } else {
            show(exchange, 200, present);
        }
    }

    private ObjectNode stored(String id, ObjectNode body, @Nullable ObjectNode before) {
        ObjectNode stored = JSON.createObjectNode().put("id", id).put("source", "api");
        stored.setAll(body);
        unset(stored, "limits", "requests_per_minute", "tokens_per_minute", "concurrency");
        unset(stored, "timeouts", "connect_seconds", "total_seconds");
        JsonNode credential = stored.remove("credential");
        if (credential != null) {
            String text = credential.asString();
            ObjectNode shown = JSON.createObjectNode().put("id", "c" + revision);
            shown.put("masked", text.substring(0, 3) + "…" + text.substring(text.length() - 4));
            stored.putArray("credentials").add(shown);
        } else if (before != null) {
            stored.set("credentials", before.path("credentials"));
        }
        stored.put("revision", ++revision);
        providers.put(id, stored);
        return stored;
    }

    /** The product shows what is not set as null. */
    private static void unset(ObjectNode provider, String member, String... parts) {
        ObjectNode all = JSON.createObjectNode();
        for (String part : parts) {
            all.putNull(part);
        }
        if (provider.path(member) instanceof ObjectNode set) {
            all.setAll(set);
        }
        provider.set(member, all);
    }

    private void groups(HttpExchange exchange, String id, JsonNode body) throws IOException {
        if (exchange.getRequestMethod().equals("PUT") && id.isEmpty()) {
            if (!isExpected(exchange, '"' + "all-" + groupRevision + '"')) {
                refuse(exchange, 412, "precondition_failed");
                return;
            }
            groups.clear();
            for (JsonNode one : body.path("data")) {
                ObjectNode shown = JSON.createObjectNode();
                shown.put("id", one.path("name").asString()).put("object", "model_group");
                shown.setAll((ObjectNode) one);
                for (JsonNode deployment : shown.path("deployments")) {
                    if (deployment.path("weight").isMissingNode()) {
                        ((ObjectNode) deployment).put("weight", 1);
                    }
                }
                groups.put(one.path("name").asString(), shown.put("revision", ++groupRevision));
            }
        }
        list(exchange, groups.values().stream().toList(), '"' + "all-" + groupRevision + '"');
    }

    /** Two on a page, whatever is asked for. */
    private void list(HttpExchange exchange, List<ObjectNode> all, String tag) throws IOException {
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
        String after = query.contains("after=") ? query.replaceFirst(".*after=", "") : "";
        List<ObjectNode> rest =
                all.stream().filter(one -> one.path("id").asString().compareTo(after) > 0).toList();
        ObjectNode page = JSON.createObjectNode().put("object", "list");
        ArrayNode data = page.putArray("data");
        rest.stream().limit(2).forEach(data::add);
        page.put(
                "last_id", data.isEmpty() ? null : data.get(data.size() - 1).path("id").asString());
        page.put("has_more", rest.size() > 2);
        answer(exchange, 200, tag, page);
    }

    private static boolean isExpected(HttpExchange exchange, String tag) {
        return tag.equals(exchange.getRequestHeaders().getFirst("If-Match"));
    }

    private static String tag(ObjectNode one) {
        return '"' + one.path("revision").asString() + '"';
    }

    private static void show(HttpExchange exchange, int status, ObjectNode one) throws IOException {
        answer(exchange, status, tag(one), one);
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("code", code).put("message", "No.");
        answer(exchange, status, "", body);
    }

    private static void answer(HttpExchange exchange, int status, String tag, JsonNode body)
            throws IOException {
        byte[] json = JSON.writeValueAsBytes(body);
        boolean none = status == 204;
        if (!tag.isEmpty()) {
            exchange.getResponseHeaders().add("ETag", tag);
        }
        exchange.sendResponseHeaders(status, none ? -1 : json.length);
        if (!none) {
            exchange.getResponseBody().write(json);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
