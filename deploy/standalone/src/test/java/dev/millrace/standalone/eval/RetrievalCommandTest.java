package dev.millrace.standalone.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command against a product that finds documents by one word. */
class RetrievalCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String KEY = "sk-millrace-test-0123456789abcdef0123456789";

    @TempDir private Path folder = Path.of("");

    private final Map<String, String> documents = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final HttpServer server;

    RetrievalCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() throws IOException {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/kb", this::handle);
        server.start();
        Files.writeString(folder.resolve("admin.key"), KEY);
        Files.writeString(
                folder.resolve("docs.jsonl"),
                """
                {"id": "1", "text": "mill"}
                {"id": "2", "text": "mill"}
                {"id": "3", "text": "barn"}
                {"id": "4", "text": ""}
                """);
        Files.writeString(
                folder.resolve("queries.jsonl"),
                """
                {"id": "a", "text": "mill"}
                {"id": "b", "text": "barn"}
                {"id": "c", "text": "nobody judged this"}
                """);
        Files.writeString(folder.resolve("qrels.tsv"), "a\t1\t1\nb\t3\t1\nb\t4\t1\n");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void itSaysHowWellTheAnswersAreFoundAndLeavesNothingBehind() {
        Ran ran = run("--mode", "text");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.figure("documents")).isEqualTo("4");
        assertThat(ran.figure("refused")).isEqualTo("1");
        assertThat(ran.figure("questions")).isEqualTo("2");
        // a: both of one text at the first place, the right one first or second; b: one of two.
        assertThat(ran.figure("recall@100")).isEqualTo("0.7500");
        assertThat(ran.figure("latency p95")).endsWith("ms");
        assertThat(ran.err()).contains("document 4 was refused: empty_document");
        assertThat(calls).last().isEqualTo("DELETE /api/v1/kb/kb-1");
        assertThat(looks).hasValueGreaterThan(1);
    }

    @Test
    void itKeepsTheKnowledgeBaseWhenAsked() {
        Ran ran = run("--keep", "--embedding-model", "openai/known");

        assertThat(ran.figure("knowledge base")).isEqualTo("kb-1");
        assertThat(calls).noneMatch(call -> call.startsWith("DELETE"));
        assertThat(documents).containsEntry("model", "openai/known");
    }

    @Test
    void withoutAProductItSaysWhatToDo() {
        Ran ran = execute(arguments("--data", folder.toString()));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("./millrace up").hasLineCount(1);
    }

    private record Ran(int code, String out, String err) {

        String figure(String name) {
            return out.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private Ran run(String... more) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        List<String> all = new ArrayList<>(List.of("--url", url, "--data"));
        all.add(folder.toString());
        all.addAll(List.of(more));
        return execute(arguments(all.toArray(String[]::new)));
    }

    private String[] arguments(String... more) {
        List<String> all = new ArrayList<>(List.of("retrieval"));
        for (String name : List.of("docs.jsonl", "queries.jsonl", "qrels.tsv")) {
            all.add("--" + name.replaceAll("\\..*", ""));
            all.add(folder.resolve(name).toString());
        }
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Ran execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                new CommandLine(new EvalCommand())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .setExecutionExceptionHandler(
                                (failure, command, _) -> {
                                    command.getErr().println(failure.getMessage());
                                    return 1;
                                })
                        .execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = Objects.requireNonNull(exchange.getRequestURI().getPath());
        String method = exchange.getRequestMethod();
        calls.add(method + " " + path);
        byte[] body = exchange.getRequestBody().readAllBytes();
        JsonNode sent = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("authorization"))) {
            answer(exchange, 401, Map.of());
        } else if (path.endsWith("/search")) {
            answer(exchange, 200, Map.of("degraded", false, "data", found(sent)));
        } else if (path.endsWith("/documents")) {
            document(exchange, sent.path("text").asString());
        } else if (method.equals("POST")) {
            documents.put("model", sent.path("embedding_model").asString(""));
            answer(exchange, 201, Map.of("id", "kb-1"));
        } else if (method.equals("GET")) {
            boolean early = looks.incrementAndGet() == 1;
            answer(
                    exchange,
                    200,
                    Map.of(
                            "documents",
                            early ? Map.of("queued", 1, "indexed", 1) : Map.of("indexed", 2)));
        } else {
            answer(exchange, 204, Map.of());
        }
    }

    private void document(HttpExchange exchange, String text) throws IOException {
        if (text.isEmpty()) {
            answer(
                    exchange,
                    400,
                    Map.of("error", Map.of("code", "empty_document", "message", "Nothing in it.")));
        } else {
            // The same content is the same document.
            answer(exchange, 202, Map.of("id", "d-" + text));
        }
    }

    private static List<Map<String, Object>> found(JsonNode sent) {
        Map<String, Object> passage =
                Map.of("document", Map.of("id", "d-" + sent.path("query").asString()));
        return List.of(passage, passage);
    }

    private static void answer(HttpExchange exchange, int status, Map<String, ?> body)
            throws IOException {
        byte[] json = JSON.writeValueAsBytes(body);
        boolean none = status == 204;
        exchange.sendResponseHeaders(status, none ? -1 : json.length);
        if (!none) {
            exchange.getResponseBody().write(json);
        }
        exchange.close();
    }
}
