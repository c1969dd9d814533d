package dev.millrace.gateway.replies;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Ending;
import dev.millrace.events.RequestHead;
import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Ids;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DepartureTest {

    private final House house = House.shared();
    private final String word = Ids.next();

    @Test
    void aPlainRequestIsCancelledWhenItsClientHasLeft() throws IOException {
        leave(chat("never " + word), "");

        assertThat(cancelled()).isTrue();
    }

    @Test
    void aStreamIsCancelledWhenItsClientHasLeft() throws IOException {
        leave(chat("never " + word, ",'stream':true"), "");

        assertThat(cancelled()).isTrue();
    }

    @Test
    void aKeptRequestRunsOn() throws IOException {
        leave(chat("never " + word, ",'store':true"), "");
        String id = id();
        String other = Ids.next();
        leave(chat("never " + other), "");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !house.road().outcomes(id(other)).isEmpty());
        assertThat(house.road().outcomes(id)).isEmpty();
        house.a().delete("/api/v1/llm/query/" + id);
    }

    @Test
    void aRequestThatSomeoneCameBackToIsNotCancelled() throws IOException, InterruptedException {
        leave(chat("slowly " + "a ".repeat(60) + word, ",'stream':true"), "");
        String id = id();

        String rest = house.b().get("/v1/chat/completions/" + id + "?stream=true").body();

        assertThat(rest).contains(word).contains("[DONE]");
        assertThat(house.road().outcomes(id)).isEmpty();
    }

    private boolean cancelled() {
        String id = id();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !house.road().outcomes(id).isEmpty());
        return house.road().outcomes(id).getFirst().getEnding() == Ending.CANCELLED;
    }

    private String id() {
        return id(word);
    }

    private String id(String of) {
        Awaitility.await().until(() -> house.road().asked(of) != null);
        RequestHead head = Objects.requireNonNull(house.road().asked(of));
        return head.getRequestId();
    }

    /** Sends a request, waits until it is on the road, and closes the connection. */
    private void leave(String body, String header) throws IOException {
        byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        URI gateway = URI.create(house.a().base());
        String last = body.contains("'store'") || body.contains("slowly") ? word : null;
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            String head =
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + House.ADMIN
                            + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + json.length
                            + "\r\n"
                            + header
                            + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(json);
            socket.getOutputStream().flush();
            String found = last == null ? wordOf(body) : last;
            Awaitility.await().until(() -> house.road().asked(found) != null);
        }
    }

    private static String wordOf(String body) {
        int from = body.indexOf("never ") + 6;
        return body.substring(from, from + 36);
    }
}
