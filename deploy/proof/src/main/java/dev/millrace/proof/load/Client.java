package dev.millrace.proof.load;

import dev.millrace.proof.load.Transcript.Ending;
import dev.millrace.proof.load.Transcript.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client as patient as a good SDK: it retries nothing that was refused, picks a broken stream up
 * where it ended, on any of the gateways, and asks for a job until it has its result.
 */
public final class Client implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
    private final List<URI> gateways;
    private final String key;
    private final String model;
    private final AtomicInteger turn = new AtomicInteger();

    public Client(List<URI> gateways, String key, String model) {
        this.gateways = gateways;
        this.key = key;
        this.model = model;
    }

    /** Asks and waits for the whole answer. */
    public Transcript plain(String nonce, String prompt) throws InterruptedException {
        Instant sent = Instant.now();
        try {
            HttpResponse<String> response =
                    http.send(
                            request("/v1/chat/completions")
                                    .POST(body(prompt, nonce, false))
                                    .build(),
                            BodyHandlers.ofString());
            Seen seen = new Seen(Kind.PLAIN, nonce, sent, response);
            if (response.statusCode() != 200) {
                return seen.failed(errorCode(response.body()));
            }
            JsonNode answer = json.readTree(response.body());
            return seen.done(answer.path("id").asString(""), content(answer), 0);
        } catch (IOException e) {
            return cut(Kind.PLAIN, nonce, sent);
        }
    }

    /** Asks for a stream and follows it to its end, however often it breaks. */
    public Transcript stream(String nonce, String prompt) throws InterruptedException {
        return stream(nonce, prompt, Integer.MAX_VALUE);
    }

    /** Asks for a stream and does not pick it up again when it breaks: then its ending is CUT. */
    public Transcript streamOnce(String nonce, String prompt) throws InterruptedException {
        return stream(nonce, prompt, 0);
    }

    private Transcript stream(String nonce, String prompt, int mostResumes)
            throws InterruptedException {
        Instant sent = Instant.now();
        HttpResponse<InputStream> response;
        try {
            response =
                    http.send(
                            request("/v1/chat/completions").POST(body(prompt, nonce, true)).build(),
                            BodyHandlers.ofInputStream());
        } catch (IOException e) {
            return cut(Kind.STREAM, nonce, sent);
        }
        Seen seen = new Seen(Kind.STREAM, nonce, sent, response);
        if (response.statusCode() != 200) {
            return seen.failed(errorCode(read(response)));
        }
        String id = response.headers().firstValue("x-request-id").orElse("");
        Following following = new Following();
        int resumes = 0;
        Instant giveUp = sent.plus(PATIENCE);
        boolean over = following.follow(response);
        while (!over && resumes < mostResumes && Instant.now().isBefore(giveUp)) {
            Thread.sleep(200);
            resumes++;
            over = resume(id, following);
        }
        if (following.error != null) {
            return seen.streamFailed(
                    id,
                    following.text.toString(),
                    following.error,
                    resumes,
                    finished(id).orElse(null));
        }
        String text = following.text.toString();
        if (over) {
            return seen.done(id, text, resumes);
        }
        return mostResumes == 0
                ? seen.transcript(id, text, Ending.CUT, null, 0, null)
                : seen.streamFailed(id, text, "never_ended", resumes, null);
    }

    private boolean resume(String id, Following following) throws InterruptedException {
        HttpRequest.Builder again = request("/v1/chat/completions/" + id + "?stream=true").GET();
        if (following.lastId != null) {
            again.header("Last-Event-ID", following.lastId);
        }
        try {
            HttpResponse<InputStream> response =
                    http.send(again.build(), BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return following.follow(response);
            }
            String body = read(response);
            if (response.statusCode() == 404 || response.statusCode() == 410) {
                following.error = "resume_" + response.statusCode() + "_" + errorCode(body);
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Submits a job; its result is asked for with {@link #jobResult}. */
    public Transcript job(String nonce, String prompt) throws InterruptedException {
        Instant sent = Instant.now();
        try {
            HttpResponse<String> response =
                    http.send(
                            request("/api/v1/llm/query").POST(body(prompt, nonce, false)).build(),
                            BodyHandlers.ofString());
            Seen seen = new Seen(Kind.JOB, nonce, sent, response);
            return response.statusCode() == 202
                    ? seen.done(json.readTree(response.body()).path("id").asString(""), "", 0)
                    : seen.failed(errorCode(response.body()));
        } catch (IOException e) {
            return cut(Kind.JOB, nonce, sent);
        }
    }

    /** Asks for a job's result until it is there or patience ends. */
    public Transcript jobResult(Transcript job) throws InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        String id = String.valueOf(job.requestId());
        while (Instant.now().isBefore(giveUp)) {
            try {
                HttpResponse<String> response =
                        http.send(
                                request("/api/v1/llm/query/" + id + "/result").GET().build(),
                                BodyHandlers.ofString());
                Seen seen = new Seen(Kind.JOB, job.nonce(), job.sentAt(), response);
                if (response.statusCode() == 200) {
                    return seen.done(id, content(json.readTree(response.body())), 0);
                }
                String code = errorCode(response.body());
                if (response.statusCode() != 503 && !"not_ready".equals(code)) {
                    return seen.streamFailed(id, "", code, 0, null);
                }
            } catch (IOException e) {
                // A gateway is down; the other, or the same one later.
            }
            Thread.sleep(100);
        }
        return new Transcript(
                Kind.JOB,
                job.nonce(),
                job.sentAt(),
                Instant.now(),
                0,
                id,
                "",
                Ending.ERROR,
                "never_ended",
                null,
                0,
                null);
    }

    /** The finished answer of a request, however its stream went. */
    private Optional<String> finished(String id) throws InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(giveUp)) {
            try {
                HttpResponse<String> response =
                        http.send(
                                request("/v1/chat/completions/" + id).GET().build(),
                                BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return Optional.of(content(json.readTree(response.body())));
                }
                if (response.statusCode() == 404 || response.statusCode() == 502) {
                    return Optional.empty();
                }
            } catch (IOException e) {
                // A gateway is down; the other, or the same one later.
            }
            Thread.sleep(200);
        }
        return Optional.empty();
    }

    /** A plain request builder for anything else a proof wants to ask. */
    public HttpRequest.Builder request(String path) {
        URI gateway = gateways.get(Math.floorMod(turn.getAndIncrement(), gateways.size()));
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json");
    }

    public HttpClient http() {
        return http;
    }

    private HttpRequest.BodyPublisher body(String prompt, String nonce, boolean stream) {
        return BodyPublishers.ofByteArray(
                json.writeValueAsBytes(
                        json.createObjectNode()
                                .put("model", model)
                                .put("stream", stream)
                                .set(
                                        "messages",
                                        json.createArrayNode()
                                                .add(
                                                        json.createObjectNode()
                                                                .put("role", "user")
                                                                .put(
                                                                        "content",
                                                                        "nonce:" + nonce + " "
                                                                                + prompt)))));
    }

    private static String content(JsonNode answer) {
        return answer.path("choices").path(0).path("message").path("content").asString("");
    }

    private @Nullable String errorCode(String body) {
        try {
            return json.readTree(body).path("error").path("code").asString(null);
        } catch (RuntimeException e) {
            return "not_json";
        }
    }

    private static String read(HttpResponse<InputStream> response) throws InterruptedException {
        try (InputStream in = response.body()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static Transcript cut(Kind kind, String nonce, Instant sent) {
        return new Transcript(
                kind, nonce, sent, Instant.now(), 0, null, "", Ending.CUT, null, null, 0, null);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** What is known of an answer once its status is there. */
    private record Seen(Kind kind, String nonce, Instant sent, HttpResponse<?> response) {

        Transcript done(String id, String text, int resumes) {
            return transcript(id, text, Ending.DONE, null, resumes, null);
        }

        Transcript failed(@Nullable String code) {
            String id = response.headers().firstValue("x-request-id").orElse(null);
            boolean refused = response.statusCode() < 500 || response.statusCode() == 503;
            return transcript(id, "", refused ? Ending.REFUSED : Ending.ERROR, code, 0, null);
        }

        Transcript streamFailed(
                String id,
                String text,
                @Nullable String code,
                int resumes,
                @Nullable String finished) {
            return transcript(id, text, Ending.ERROR, code, resumes, finished);
        }

        Transcript transcript(
                @Nullable String id,
                String text,
                Ending ending,
                @Nullable String code,
                int resumes,
                @Nullable String finished) {
            return new Transcript(
                    kind,
                    nonce,
                    sent,
                    Instant.now(),
                    response.statusCode(),
                    id,
                    text,
                    ending,
                    code,
                    response.headers().firstValue("retry-after").orElse(null),
                    resumes,
                    finished);
        }
    }

    /** The text of a stream across its pieces. */
    private final class Following {
        private final StringBuilder text = new StringBuilder();
        private @Nullable String lastId;
        private @Nullable String error;

        /** True when the stream came to its own end, good or bad. */
        boolean follow(HttpResponse<InputStream> response) {
            try (Sse events = new Sse(response.body())) {
                for (Optional<Sse.Event> event = events.next();
                        event.isPresent();
                        event = events.next()) {
                    String data = event.get().data();
                    if (data.equals("[DONE]")) {
                        return true;
                    }
                    JsonNode chunk = json.readTree(data);
                    if (chunk.has("error")) {
                        error = chunk.path("error").path("code").asString("no_code");
                        return true;
                    }
                    text.append(
                            chunk.path("choices")
                                    .path(0)
                                    .path("delta")
                                    .path("content")
                                    .asString(""));
                    if (event.get().id() != null) {
                        lastId = event.get().id();
                    }
                }
            } catch (IOException e) {
                // Cut: the caller picks it up again.
            }
            return false;
        }
    }
}
