package dev.millrace.gateway.query;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Ending;
import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.gateway.house.Ids;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class QueryTest {

    private final House house = House.shared();
    private final Http gateway = house.a();

    @Test
    void aQueryWaitsRunsAndIsRead() {
        Http.Answer submitted =
                gateway.post("/api/v1/llm/query", "{'model':'m1','prompt':'echo later'}");
        String id = submitted.json().path("id").asString();

        assertThat(submitted.status()).isEqualTo(202);
        assertThat(submitted.json().path("status").asString()).isEqualTo("queued");
        assertThat(
                        gateway.get(submitted.json().path("status_url").asString())
                                .json()
                                .path("status")
                                .asString())
                .isEqualTo("queued");
        assertThat(gateway.get(submitted.json().path("result_url").asString()).status())
                .isEqualTo(409);

        house.neighbours().release(id);

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> status(id).equals("completed"));
        Http.Answer result = house.b().get("/api/v1/llm/query/" + id + "/result");
        assertThat(result.json().at("/choices/0/message/content").asString()).isEqualTo("later");
        assertThat(result.json().path("id").asString()).isEqualTo("chatcmpl-" + id);
    }

    @Test
    void theModelMayBeLeftToTheRouter() {
        Http.Answer submitted = gateway.post("/api/v1/llm/query", "{'prompt':'echo x'}");

        assertThat(submitted.status()).isEqualTo(202);
        assertThat(house.neighbours().seen().getLast().body()).contains("\"model\":\"auto\"");
    }

    @Test
    void whatWaitsInTheBacklogIsCancelled() {
        String id =
                gateway.post("/api/v1/llm/query", "{'model':'m1','prompt':'never'}")
                        .json()
                        .path("id")
                        .asString();

        assertThat(gateway.delete("/api/v1/llm/query/" + id).status()).isEqualTo(202);

        Awaitility.await().until(() -> !house.road().outcomes(id).isEmpty());
        assertThat(house.road().outcomes(id).getFirst().getEnding()).isEqualTo(Ending.CANCELLED);
        Awaitility.await().until(() -> status(id).matches("cancelled|queued"));
    }

    @Test
    void anInteractiveRequestIsCancelledWhileItsClientWaits() throws InterruptedException {
        String word = Ids.next();
        var answer = new java.util.concurrent.atomic.AtomicReference<Http.Answer>();
        Thread waiting =
                Thread.startVirtualThread(
                        () ->
                                answer.set(
                                        gateway.post(
                                                "/v1/chat/completions", chat("never " + word))));
        Awaitility.await().until(() -> house.road().asked(word) != null);
        String id = Objects.requireNonNull(house.road().asked(word)).getRequestId();

        assertThat(house.b().delete("/api/v1/llm/query/" + id).status()).isEqualTo(202);

        waiting.join();
        assertThat(answer.get().status()).isEqualTo(409);
        assertThat(answer.get().code()).isEqualTo("cancelled");
    }

    @Test
    void whatHasEndedStaysAsItIs() {
        String id = gateway.post("/v1/chat/completions", chat("echo x")).header("x-request-id");
        Awaitility.await().until(() -> status(id).equals("completed"));

        assertThat(gateway.delete("/api/v1/llm/query/" + id).json().path("status").asString())
                .isEqualTo("completed");
        assertThat(house.road().outcomes(id)).isEmpty();
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThat(param("{'prompt':7}")).isEqualTo("prompt");
        assertThat(param("{'prompt':'x','messages':[]}")).isEqualTo("prompt");
        assertThat(param("{'prompt':'x','timeout':'long'}")).isEqualTo("timeout");
        assertThat(param("{'prompt':'x','timeout':-1}")).isEqualTo("timeout");
        assertThat(param("{}")).isEqualTo("messages");
    }

    private String status(String id) {
        return gateway.get("/api/v1/llm/query/" + id + "/status").json().path("status").asString();
    }

    private String param(String body) {
        Http.Answer answer = gateway.post("/api/v1/llm/query", body);
        assertThat(answer.status()).isEqualTo(400);
        return answer.json().at("/error/param").asString();
    }
}
