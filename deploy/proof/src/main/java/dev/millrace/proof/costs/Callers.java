package dev.millrace.proof.costs;

import dev.millrace.proof.costs.PricedCall.Kind;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Asks for calls of every kind, some at once. */
final class Callers {

    private static final int AT_ONCE = 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** How often each kind is asked for, of ten. */
    private static final List<Kind> TEN =
            List.of(
                    Kind.PLAIN,
                    Kind.STREAM,
                    Kind.PLAIN,
                    Kind.REFUSED,
                    Kind.PLAIN,
                    Kind.STREAM,
                    Kind.BROKEN,
                    Kind.PLAIN,
                    Kind.STREAM,
                    Kind.LEFT);

    private final Client client;
    private final List<String> models;
    private final Random random;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private long number;

    /**
     * @param models as they are asked for
     */
    Callers(Client client, List<String> models, long seed) {
        this.client = client;
        this.models = models;
        this.random = new Random(seed);
    }

    /** Returns when all are over. */
    void ask(int calls) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < calls; i++) {
                places.acquire();
                long mine = number++;
                Kind kind = TEN.get(random.nextInt(TEN.size()));
                String model = models.get(random.nextInt(models.size()));
                var _ =
                        callers.submit(
                                () -> {
                                    try {
                                        ask(model, kind, mine);
                                    } catch (IOException | RuntimeException e) {
                                        faults.add(model + " " + kind + ": " + e);
                                    } finally {
                                        places.release();
                                    }
                                    return null;
                                });
            }
        }
    }

    /** What did not go as it was asked for. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    private void ask(String model, Kind kind, long number)
            throws IOException, InterruptedException {
        boolean stream = kind != Kind.PLAIN && kind != Kind.REFUSED;
        HttpResponse<InputStream> response =
                client.http()
                        .send(
                                client.request("/v1/chat/completions")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        body(model, kind, number, stream)))
                                        .build(),
                                BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            int expected = kind == Kind.REFUSED ? 400 : 200;
            if (response.statusCode() != expected) {
                faults.add(model + " " + kind + " ended with " + response.statusCode());
            } else if (kind == Kind.LEFT) {
                leave(response.headers().firstValue("x-request-id").orElse(""), in);
            } else {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
    }

    private static String body(String model, Kind kind, long number, boolean stream) {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("stream", stream);
        body.withArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", "kind:" + kind + " number:" + number);
        return body.toString();
    }

    /** Cancels once something of the answer is there: by then its usage was told. */
    private void leave(String request, InputStream in) throws IOException, InterruptedException {
        try (Sse events = new Sse(in)) {
            boolean seen = false;
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                if (!seen && event.get().data().contains("\"The ")) {
                    seen = true;
                    cancel(request);
                }
            }
            if (!seen) {
                faults.add(request + " showed nothing before it ended");
            }
        }
    }

    private void cancel(String request) throws IOException, InterruptedException {
        int status =
                client.http()
                        .send(
                                client.request("/api/v1/llm/query/" + request).DELETE().build(),
                                BodyHandlers.discarding())
                        .statusCode();
        if (status != 202) {
            faults.add("cancelling " + request + " was answered with " + status);
        }
    }
}
