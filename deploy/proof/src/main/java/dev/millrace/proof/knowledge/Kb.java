package dev.millrace.proof.knowledge;

import dev.millrace.proof.load.Client;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Knowledge bases as one caller sees them through the gateway. Thread-safe. */
public final class Kb {

    /** Where they all are. */
    public static final String PATH = "/api/v1/kb";

    private static final int PAGE = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final JsonMapper json = JsonMapper.builder().build();
    private final ConcurrentLinkedQueue<String> setbacks = new ConcurrentLinkedQueue<>();
    private final Client client;

    public Kb(Client client) {
        this.client = client;
    }

    /** A document to be added. */
    public record Text(String name, String text, Map<String, String> metadata) {

        public Text(String name, String text) {
            this(name, text, Map.of());
        }

        Map<String, Object> body() {
            return Map.of(
                    "name", name,
                    "text", text,
                    "media_type", "text/markdown",
                    "metadata", metadata);
        }
    }

    /**
     * Asks once.
     *
     * @param body written as JSON; null sends none
     */
    public Answer ask(String method, String path, @Nullable Object body)
            throws IOException, InterruptedException {
        return send(
                client.request(path)
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(
                                                json.writeValueAsBytes(body))));
    }

    /** Asks with bytes of any type. */
    public Answer ask(String method, String path, String type, byte[] body)
            throws IOException, InterruptedException {
        return send(
                client.request(path)
                        .setHeader("content-type", type)
                        .method(method, BodyPublishers.ofByteArray(body)));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response =
                client.http().send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), parse(response.body()));
    }

    private JsonNode parse(String body) {
        try {
            return json.readTree(body);
        } catch (RuntimeException e) {
            return json.missingNode();
        }
    }

    /**
     * Asks until an answer comes that is not about the moment: for those who stand beside kills.
     * What it asks for must bear repeating.
     */
    public Answer persist(String method, String path, @Nullable Object body)
            throws InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        String last;
        do {
            try {
                Answer answer = ask(method, path, body);
                if (!answer.isForLater()) {
                    return answer;
                }
                last = answer.toString();
                setbacks.add(answer.status() + " " + answer.code());
            } catch (IOException e) {
                last = e.toString();
            }
            Thread.sleep(100);
        } while (Instant.now().isBefore(giveUp));
        throw new IllegalStateException(
                method + " " + path + " had no answer within " + PATIENCE + ": " + last);
    }

    /** Answers for the moment that {@link #persist} has seen: status and code. */
    public List<String> setbacks() {
        return List.copyOf(setbacks);
    }

    /**
     * Makes a knowledge base and returns its id.
     *
     * @param model null means the usual one
     */
    public String create(String name, @Nullable String model) throws InterruptedException {
        Map<String, Object> body = new HashMap<>();
        body.put("name", name);
        if (model != null) {
            body.put("embedding_model", model);
        }
        Instant giveUp = Instant.now().plusSeconds(60);
        Answer answer = persist("POST", PATH, body);
        // A provider's models are discovered some time after the start.
        while (answer.code().equals("model_not_found") && Instant.now().isBefore(giveUp)) {
            Thread.sleep(500);
            answer = persist("POST", PATH, body);
        }
        require(answer, 201, "making the knowledge base " + name);
        return answer.text("id");
    }

    /** Adds a document; the same again is the same document. Returns its id. */
    public String add(String base, Text document) throws InterruptedException {
        Answer answer = persist("POST", PATH + "/" + base + "/documents", document.body());
        if (answer.status() != 202 && answer.status() != 200) {
            throw new IllegalStateException("adding " + document.name() + ": " + answer);
        }
        return answer.text("id");
    }

    /** The same, asked once. */
    public Answer addOnce(String base, Text document) throws IOException, InterruptedException {
        return ask("POST", PATH + "/" + base + "/documents", document.body());
    }

    /** A knowledge base as it stands. */
    public JsonNode base(String id) throws InterruptedException {
        Answer answer = persist("GET", PATH + "/" + id, null);
        require(answer, 200, "reading the knowledge base");
        return answer.body();
    }

    /** Documents that are neither indexed nor failed. */
    public long open(String base) throws InterruptedException {
        JsonNode documents = base(base).path("documents");
        return documents.propertyNames().stream()
                .filter(state -> !state.equals("indexed") && !state.equals("failed"))
                .mapToLong(state -> documents.path(state).asLong(0))
                .sum();
    }

    /** Waits until so many documents are indexed or failed. */
    public void awaitSettled(String base, int documents, Duration patience)
            throws InterruptedException {
        Instant giveUp = Instant.now().plus(patience);
        while (true) {
            JsonNode states = base(base).path("documents");
            long settled = states.path("indexed").asLong(0) + states.path("failed").asLong(0);
            if (settled >= documents) {
                return;
            }
            if (Instant.now().isAfter(giveUp)) {
                throw new IllegalStateException(
                        "of %d documents %d were done after %d s: %s"
                                .formatted(documents, settled, patience.toSeconds(), states));
            }
            Thread.sleep(200);
        }
    }

    /** All documents of a knowledge base, newest first. */
    public List<JsonNode> documents(String base) throws InterruptedException {
        return pages(PATH + "/" + base + "/documents");
    }

    /** All chunks of a document, in order. */
    public List<JsonNode> chunks(String base, String document) throws InterruptedException {
        return pages(PATH + "/" + base + "/documents/" + document + "/chunks");
    }

    /** Everything in a list. */
    public List<JsonNode> pages(String path) throws InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        while (true) {
            Answer page = persist("GET", path + "?limit=" + PAGE + after, null);
            require(page, 200, "listing " + path);
            page.body().path("data").forEach(all::add);
            if (!page.body().path("has_more").asBoolean(false)) {
                return all;
            }
            after = "&after=" + page.text("last_id");
        }
    }

    /** Searches, asking once. */
    public Answer searchOnce(Query query) throws IOException, InterruptedException {
        return ask("POST", PATH + "/search", query.body());
    }

    /** Searches, and must be answered. */
    public List<Hit> search(Query query) throws InterruptedException {
        Answer answer = persist("POST", PATH + "/search", query.body());
        require(answer, 200, "searching by " + query.mode().said());
        return hits(answer);
    }

    /** What a search found, best first. */
    public static List<Hit> hits(Answer answer) {
        return StreamSupport.stream(answer.body().path("data").spliterator(), false)
                .map(Kb::hit)
                .toList();
    }

    private static Hit hit(JsonNode found) {
        return new Hit(
                found.path("chunk_id").asString(""),
                found.path("document").path("id").asString(""),
                found.path("text").asString(""),
                found.path("score").asDouble(Double.NaN),
                found.path("scores").path("vector").asDouble(Double.NaN));
    }

    private static void require(Answer answer, int status, String what) {
        if (answer.status() != status) {
            throw new IllegalStateException(what + ": " + answer);
        }
    }
}
