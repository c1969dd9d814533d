package dev.millrace.proof.grounding;

import dev.millrace.proof.knowledge.Answer;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.knowledge.KnowledgeStand;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks questions that are to be answered from a knowledge base, as one caller. */
final class Grounded {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final JsonMapper json = JsonMapper.builder().build();
    private final Client client;
    private final Kb kb;

    Grounded(Client client) {
        this.client = client;
        this.kb = new Kb(client);
    }

    /** How it is asked. */
    enum Kind {
        PLAIN,
        STREAM,
        JOB
    }

    /**
     * An answer.
     *
     * @param status 200, unless it was refused
     * @param code of the error, or empty
     * @param told whether anything was said of passages, though it be that there are none
     */
    record Said(
            int status,
            String code,
            String text,
            boolean told,
            boolean found,
            List<Citation> citations) {

        @Override
        public String toString() {
            return status + " " + code + " " + citations + " \"" + text + "\"";
        }
    }

    /**
     * What an answer stands on.
     *
     * @param document its name
     * @param heading the headings above, outermost first, with {@code >} between
     */
    record Citation(String documentId, String document, String heading, int start, int end) {

        static Citation of(JsonNode shown) {
            return new Citation(
                    shown.path("document_id").asString(""),
                    shown.path("document").asString(""),
                    shown.path("heading").asString(""),
                    shown.path("start").asInt(-1),
                    shown.path("end").asInt(-1));
        }
    }

    Said ask(Kind kind, String base, String question) throws IOException, InterruptedException {
        return switch (kind) {
            case PLAIN -> plain(base, question);
            case STREAM -> stream(base, question);
            case JOB -> job(base, question);
        };
    }

    private static Map<String, Object> body(String base, String question, boolean stream) {
        return Map.of(
                "model",
                KnowledgeStand.CHAT,
                "stream",
                stream,
                "messages",
                List.of(Map.of("role", "user", "content", question)),
                "retrieval",
                Map.of("knowledge_base", base));
    }

    private Said plain(String base, String question) throws IOException, InterruptedException {
        return said(kb.ask("POST", "/v1/chat/completions", body(base, question, false)));
    }

    private static Said said(Answer answer) {
        return said(
                answer.status(),
                answer.code(),
                answer.body().path("choices").path(0).path("message").path("content").asString(""),
                answer.body());
    }

    private static Said said(int status, String code, String text, JsonNode around) {
        JsonNode grounding = around.path("millrace").path("grounding");
        return new Said(
                status,
                code,
                text,
                grounding.isObject(),
                grounding.path("found").asBoolean(false),
                StreamSupport.stream(grounding.path("citations").spliterator(), false)
                        .map(Citation::of)
                        .toList());
    }

    private Said stream(String base, String question) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.http()
                        .send(
                                client.request("/v1/chat/completions")
                                        .POST(
                                                BodyPublishers.ofByteArray(
                                                        json.writeValueAsBytes(
                                                                body(base, question, true))))
                                        .build(),
                                BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream in = response.body()) {
                String refused = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return said(new Answer(response.statusCode(), json.readTree(refused)));
            }
        }
        StringBuilder text = new StringBuilder();
        JsonNode last = json.missingNode();
        try (Sse events = new Sse(response.body())) {
            for (Optional<Sse.Event> event = events.next();
                    event.isPresent();
                    event = events.next()) {
                if (event.get().data().equals("[DONE]")) {
                    return said(200, "", text.toString(), last);
                }
                JsonNode chunk = json.readTree(event.get().data());
                if (chunk.has("error")) {
                    return said(new Answer(chunk.path("error").path("status").asInt(500), chunk));
                }
                text.append(
                        chunk.path("choices").path(0).path("delta").path("content").asString(""));
                last = chunk.path("millrace").isObject() ? chunk : last;
            }
        }
        return said(0, "cut", text.toString(), last);
    }

    private Said job(String base, String question) throws IOException, InterruptedException {
        Answer accepted = kb.ask("POST", "/api/v1/llm/query", body(base, question, false));
        if (accepted.status() != 202) {
            return said(accepted);
        }
        String result = "/api/v1/llm/query/" + accepted.text("id") + "/result";
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (true) {
            Answer answer = kb.ask("GET", result, null);
            if (!answer.code().equals("not_ready") || Instant.now().isAfter(giveUp)) {
                return said(answer);
            }
            Thread.sleep(100);
        }
    }
}
