package dev.millrace.gateway.openai;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.gateway.house.Ids;
import dev.millrace.gateway.house.Sse;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumeTest {

    private final House house = House.shared();

    @Test
    void theRestAfterEveryEventIsTheSameOnTheOtherInstance() {
        Http.Answer whole =
                house.a()
                        .post(
                                "/v1/chat/completions",
                                chat(
                                        "echo one two three four",
                                        ",'stream':true,'stream_options':{'include_usage':true}"));
        List<Sse> events = Sse.parse(whole.body());
        String path =
                "/v1/chat/completions/chatcmpl-" + whole.header("x-request-id") + "?stream=true";
        assertThat(Sse.parse(house.b().get(path).body())).isEqualTo(events);
        for (int seen = 0; seen < events.size() - 2; seen++) {
            Http.Answer rest =
                    seen % 2 == 0
                            ? house.b().get(path, "Last-Event-ID", events.get(seen).id())
                            : house.b().get(path + "&last_event_id=" + events.get(seen).id());

            assertThat(Sse.parse(rest.body()))
                    .as("after event %d", seen)
                    .isEqualTo(events.subList(seen + 1, events.size()));
        }
    }

    @Test
    void aStreamThatIsCutWhileItRunsGoesOnWhereItWas() throws Exception {
        HttpRequest request =
                house.a()
                        .request(
                                "POST",
                                "/v1/chat/completions",
                                chat("slowly a b c d e f g h i j k l", ",'stream':true")
                                        .replace('\'', '"')
                                        .getBytes(StandardCharsets.UTF_8),
                                "x-millrace-resumable",
                                "true")
                        .build();
        HttpResponse<InputStream> running =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        String first;
        try (InputStream body = running.body()) {
            StringBuilder read = new StringBuilder();
            while (!read.toString().contains("\"c \"")) {
                read.append((char) body.read());
            }
            first = read.substring(0, read.lastIndexOf("id: "));
        }
        List<Sse> seen = Sse.parse(first);
        String id = running.headers().firstValue("x-request-id").orElseThrow();

        Http.Answer rest =
                house.b()
                        .get(
                                "/v1/chat/completions/" + id + "?stream=true",
                                "Last-Event-ID",
                                seen.getLast().id());

        assertThat(Sse.text(seen) + Sse.text(Sse.parse(rest.body())))
                .isEqualTo("a b c d e f g h i j k l");
        assertThat(rest.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void aPlainAnswerCanBeReadAsAStream() {
        String id = house.a().post("/v1/chat/completions", chat("echo x y")).header("x-request-id");

        Http.Answer stream = house.b().get("/v1/chat/completions/" + id + "?stream=true");

        assertThat(Sse.text(Sse.parse(stream.body()))).isEqualTo("x y");
    }

    @Test
    void anEventIdOfAnotherRequestIsRefused() {
        String id = house.a().post("/v1/chat/completions", chat("echo x y")).header("x-request-id");
        String path = "/v1/chat/completions/" + id + "?stream=true&last_event_id=";

        assertThat(house.a().get(path + Ids.next() + ".1.1").code()).isEqualTo("invalid_value");
        assertThat(house.a().get(path + "nonsense").code()).isEqualTo("invalid_value");
    }

    @Test
    void whatNeverWasIsNotFound() {
        Http.Answer unknown = house.a().get("/v1/chat/completions/" + Ids.next());

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(house.a().get("/v1/chat/completions/not-an-id").status()).isEqualTo(404);
    }

    @Test
    void anAnswerThatIsNotThereYetIsNotReady() {
        Thread asking =
                Thread.startVirtualThread(
                        () ->
                                house.a()
                                        .post(
                                                "/v1/chat/completions",
                                                chat("never not-ready-yet"),
                                                "x-millrace-timeout",
                                                "4"));
        org.awaitility.Awaitility.await().until(() -> house.road().asked("not-ready-yet") != null);
        String id =
                java.util.Objects.requireNonNull(house.road().asked("not-ready-yet"))
                        .getRequestId();

        Http.Answer early = house.b().get("/v1/chat/completions/" + id);

        assertThat(early.status()).isEqualTo(409);
        assertThat(early.code()).isEqualTo("not_ready");
        assertThat(early.header("retry-after")).isEqualTo("1");
        Http.Answer late = house.b().get("/v1/chat/completions/" + id + "?wait=20");
        assertThat(late.status()).isEqualTo(504);
        assertThat(asking.isVirtual()).isTrue();
    }
}
