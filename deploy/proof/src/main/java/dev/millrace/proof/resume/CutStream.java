package dev.millrace.proof.resume;

import dev.millrace.proof.load.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a stream up to a number of events, then hangs up; goes on elsewhere. */
final class CutStream {

    private final HttpClient http;
    private final String key;
    private final List<Sse.Event> events = new ArrayList<>();
    private String requestId = "";

    CutStream(HttpClient http, String key) {
        this.http = http;
        this.key = key;
    }

    /** Starts a stream and hangs up after {@code most} events; false when it ended before. */
    boolean start(URI gateway, String body, int most) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(
                        request(gateway.resolve("/v1/chat/completions"))
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofInputStream());
        requestId = response.headers().firstValue("x-request-id").orElse("");
        return read(response, most);
    }

    /** Asks for the rest; empty when it came to its end, else the status that refused it. */
    Optional<Integer> resume(URI gateway) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(gateway.resolve("/v1/chat/completions/" + requestId + "?stream=true"))
                        .GET();
        String last = lastId();
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        HttpResponse<InputStream> response =
                http.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            return Optional.of(response.statusCode());
        }
        read(response, Integer.MAX_VALUE);
        return Optional.empty();
    }

    private HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + key);
    }

    private boolean read(HttpResponse<InputStream> response, int most) throws IOException {
        try (Sse sse = new Sse(response.body())) {
            for (int i = 0; i < most; i++) {
                Optional<Sse.Event> event = sse.next();
                if (event.isEmpty()) {
                    return false;
                }
                events.add(event.get());
            }
            // After its last event there is nothing left to cut.
            return !events.getLast().data().equals("[DONE]");
        }
    }

    /** Follows a request somebody started before. */
    void adopt(String startedBefore) {
        requestId = startedBefore;
    }

    String requestId() {
        return requestId;
    }

    @Nullable String lastId() {
        return events.isEmpty() ? null : events.getLast().id();
    }

    /** The data lines, in order: equal for a cut and an uncut stream of one request. */
    List<String> data() {
        return events.stream().map(Sse.Event::data).toList();
    }
}
