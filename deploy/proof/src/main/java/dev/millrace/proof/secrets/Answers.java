package dev.millrace.proof.secrets;

import dev.millrace.proof.load.Client;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a product with its admin key, and keeps everything that is answered. Thread-safe. */
final class Answers {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Client client;
    private final Queue<Answer> all = new ConcurrentLinkedQueue<>();

    Answers(Client client) {
        this.client = client;
    }

    /** What came, its headers before its body. */
    record Answer(String asked, int status, String headers, String body) {

        /** Missing where the body is no JSON. */
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JacksonException _) {
                return JSON.missingNode();
            }
        }

        /** The error's code; empty for none. A stream tells it in an event. */
        String code() {
            String code = json().path("error").path("code").asString("");
            int at = body.indexOf("\"code\":\"");
            return code.isEmpty() && at >= 0
                    ? body.substring(at + 8, body.indexOf('"', at + 8))
                    : code;
        }

        @Override
        public String toString() {
            return asked + " " + status + " " + code();
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET " + path, client.request(path).GET().build());
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return send(
                "POST " + path, client.request(path).POST(BodyPublishers.ofString(body)).build());
    }

    /** A request with headers of its own. */
    Answer send(String asked, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.http().send(request, BodyHandlers.ofByteArray());
        Answer answer =
                new Answer(
                        asked,
                        response.statusCode(),
                        response.headers().map().toString(),
                        new String(response.body(), StandardCharsets.UTF_8));
        all.add(answer);
        return answer;
    }

    HttpRequest.Builder request(String path) {
        return client.request(path);
    }

    /** The first answer that is as it is to be, or the last one when patience ends. */
    Answer await(String path, Predicate<Answer> until) throws IOException, InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        Answer answer = get(path);
        while (!until.test(answer) && Instant.now().isBefore(giveUp)) {
            Thread.sleep(200);
            answer = get(path);
        }
        return answer;
    }

    /**
     * Looks through all that came.
     *
     * @param lawful names of secrets that the answer to their making shows
     */
    int look(Search search, String making, Set<String> lawful) {
        for (Answer answer : all) {
            search.look(
                    "the answer to " + answer.asked(),
                    (answer.headers() + "\n" + answer.body()).getBytes(StandardCharsets.UTF_8),
                    answer.asked().equals(making) ? lawful : Set.of());
        }
        return all.size();
    }
}
