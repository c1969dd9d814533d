package dev.millrace.gateway.view;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Ending;
import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private final House house = House.shared();

    @Test
    void aRequestSomeoneWaitsForEndsAtItsDeadline() {
        Http.Answer answer =
                house.a().post("/v1/chat/completions", chat("never"), "x-millrace-timeout", "0.5");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("expired");
        assertThat(house.road().outcomes(answer.header("x-request-id")).getFirst().getEnding())
                .isEqualTo(Ending.EXPIRED);
    }

    @Test
    void aRequestNobodyWaitsForIsSwept() {
        String id =
                house.a()
                        .post("/api/v1/llm/query", "{'model':'m1','prompt':'never','timeout':0.5}")
                        .json()
                        .path("id")
                        .asString();
        house.neighbours().release(id);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> status(id).equals("expired"));
        assertThat(house.a().get("/api/v1/llm/query/" + id + "/result").code())
                .isEqualTo("expired");
        assertThat(house.road().outcomes(id).getFirst().getHead()).isPresent();
    }

    private String status(String id) {
        return house.a()
                .get("/api/v1/llm/query/" + id + "/status")
                .json()
                .path("status")
                .asString();
    }
}
