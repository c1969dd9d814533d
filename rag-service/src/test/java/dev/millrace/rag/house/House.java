package dev.millrace.rag.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.topic.Service;
import dev.millrace.rag.RagApplication;
import dev.millrace.rag.ingest.ScriptedWitness;
import dev.millrace.store.content.ContentStore;
import dev.millrace.testbed.Running;
import dev.millrace.web.token.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rag-service with a neighbour that embeds; one for all tests of this JVM. */
public final class House {

    public static final Caller ANN = caller("acme", "ann");
    public static final Caller BOB = caller("acme", "bob");
    public static final Caller BOSS =
            new Caller("acme", "team", "boss", "key-boss", Set.of(Caller.ADMIN), List.of());
    public static final Caller EVE = caller("evil", "eve");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final EmbeddingNeighbour embedding = new EmbeddingNeighbour();
    private final Running rag =
            Running.start(
                    Service.RAG,
                    RagApplication.builder().sources(ScriptedWitness.class),
                    "millrace.rag.document.max-size=256KB",
                    "millrace.rag.ingest.most-chunks=400",
                    "millrace.rag.ingest.slice=16",
                    "millrace.rag.ingest.lease=1500ms",
                    "millrace.rag.ingest.look=100ms",
                    "millrace.rag.ingest.sweep=200ms",
                    "millrace.rag.ingest.pause=100ms",
                    "millrace.rag.ingest.give-up=0s",
                    "millrace.rag.embedding.batch=4",
                    "millrace.rag.embedding.pause=10ms");

    private static @Nullable House shared;

    /** The one that runs; started by whoever comes first. */
    public static synchronized House shared() {
        House running = shared;
        if (running == null) {
            running = new House();
            shared = running;
        }
        return running;
    }

    /**
     * Starts a rag-service that is alone: another of its groups would take part of its work away.
     */
    public static synchronized Running alone(SpringApplicationBuilder application) {
        if (shared != null) {
            shared.rag.close();
            shared.embedding.close();
            shared = null;
        }
        return Running.start(Service.RAG, application);
    }

    public static Caller caller(String tenant, String user) {
        return new Caller(tenant, "team", user, "key-" + user, Set.of(), List.of());
    }

    public Running rag() {
        return rag;
    }

    public EmbeddingNeighbour embedding() {
        return embedding;
    }

    public JdbcClient database() {
        return rag.bean(JdbcClient.class);
    }

    /** A new knowledge base with chunks small enough for short texts to have several. */
    public String base(Caller caller) {
        return base(caller, "testbed/words-32");
    }

    public String base(Caller caller, String model) {
        return expect(
                        201,
                        rag.post(
                                "/api/v1/kb",
                                ("{'name':'base "
                                                + NUMBER.incrementAndGet()
                                                + "','embedding_model':'"
                                                + model
                                                + "','chunking':{'tokens':50,'overlap':5}}")
                                        .replace('\'', '"'),
                                caller))
                .path("id")
                .asString();
    }

    public JsonNode get(String path, Caller caller) {
        return expect(200, rag.get(path, caller));
    }

    /** Adds a text and returns the document. */
    public JsonNode add(String base, String name, String text, Caller caller) {
        String body = JSON.createObjectNode().put("name", name).put("text", text).toString();
        return expect(202, rag.post("/api/v1/kb/" + base + "/documents", body, caller));
    }

    public HttpResponse<String> form(String base, Caller caller, Part... parts) {
        return form("POST", "/api/v1/kb/" + base + "/documents", caller, parts);
    }

    public HttpResponse<String> form(String method, String path, Caller caller, Part... parts) {
        var body = new java.io.ByteArrayOutputStream();
        for (Part part : parts) {
            body.writeBytes(
                    ("--cut\r\n" + part.headers() + "\r\n").getBytes(StandardCharsets.UTF_8));
            body.writeBytes(part.bytes());
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes("--cut--\r\n".getBytes(StandardCharsets.UTF_8));
        return rag.send(
                method, path, "multipart/form-data; boundary=cut", body.toByteArray(), caller);
    }

    /** A part of a form. */
    @SuppressWarnings("ArrayRecordComponent") // Only carried.
    public record Part(String headers, byte[] bytes) {

        public static Part file(String name, String text) {
            return file(name, text.getBytes(StandardCharsets.UTF_8));
        }

        public static Part file(String name, byte[] bytes) {
            return new Part(
                    "content-disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n",
                    bytes);
        }

        public static Part typed(String name, String type, String text) {
            return new Part(
                    "content-disposition: form-data; name=\"file\"; filename=\""
                            + name
                            + "\"\r\ncontent-type: "
                            + type
                            + "\r\n",
                    text.getBytes(StandardCharsets.UTF_8));
        }

        public static Part field(String name, String value) {
            return new Part(
                    "content-disposition: form-data; name=\"" + name + "\"\r\n",
                    value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Waits until a document is where it stays. */
    public JsonNode ended(JsonNode document, Caller caller) {
        String path =
                "/api/v1/kb/"
                        + document.path("knowledge_base").asString()
                        + "/documents/"
                        + document.path("id").asString();
        return await().atMost(PATIENCE)
                .until(
                        () -> get(path, caller),
                        found ->
                                Set.of("indexed", "failed")
                                        .contains(found.path("state").asString()));
    }

    public static JsonNode expect(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    public static String code(HttpResponse<String> answer) {
        return JSON.readTree(answer.body()).path("error").path("code").asString();
    }

    /** Whether the content store has something of that name. */
    public boolean holds(String content) {
        try {
            return rag.bean(ContentStore.class).size(content) >= 0;
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rows of a table of the service. */
    public long count(String fromWhere, Object... params) {
        var statement = database().sql("select count(*) from " + fromWhere);
        for (Object param : params) {
            statement = statement.param(param);
        }
        return statement.query(Long.class).single();
    }
}
