package dev.millrace.gateway.idempotency;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.gateway.house.Ids;
import dev.millrace.gateway.house.Sse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdempotencyTest {

    private static final String CHAT = "/v1/chat/completions";

    private final House house = House.shared();
    private final String value = Ids.next();

    @Test
    void aRepeatAttachesToTheFirstRequestOnAnyInstance() {
        Http.Answer first = once(house.a(), CHAT, chat("echo one"));
        Http.Answer again = once(house.b(), CHAT, chat("echo one"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("x-request-id")).isEqualTo(first.header("x-request-id"));
        assertThat(house.road().accepted(first.header("x-request-id"))).hasSize(1);
    }

    @Test
    void aRepeatOfAStreamIsTheSameStream() {
        Http.Answer first = once(house.a(), CHAT, chat("echo one two", ",'stream':true"));
        Http.Answer again = once(house.b(), CHAT, chat("echo one two", ",'stream':true"));

        assertThat(Sse.parse(again.body())).isEqualTo(Sse.parse(first.body()));
    }

    @Test
    void aRepeatWhileTheFirstStillRunsWaitsWithIt() throws InterruptedException {
        var answers = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        Runnable ask =
                () ->
                        answers.add(
                                once(house.a(), CHAT, chat("slowly one two three four"))
                                        .header("x-request-id"));
        Thread one = Thread.startVirtualThread(ask);
        Thread two = Thread.startVirtualThread(ask);
        one.join();
        two.join();

        assertThat(answers).hasSize(2);
        assertThat(java.util.Set.copyOf(answers)).hasSize(1);
    }

    @Test
    void anotherBodyIsRefused() {
        once(house.a(), CHAT, chat("echo one"));

        Http.Answer other = once(house.a(), CHAT, chat("echo two"));

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_mismatch");
    }

    @Test
    void anotherKeyOrPathIsAnotherMatter() {
        String key = house.key("{'name':'other'}");
        String first = once(house.a(), CHAT, chat("echo one")).header("x-request-id");

        assertThat(once(house.a().as(key), CHAT, chat("echo one")).header("x-request-id"))
                .isNotEqualTo(first);
        assertThat(once(house.a(), "/chat/completions", chat("echo one")).header("x-request-id"))
                .isNotEqualTo(first);
    }

    @Test
    void whatTheLogMayNotHaveIsPublishedAgainUnderTheSameId() {
        String id = once(house.a(), CHAT, chat("echo one")).header("x-request-id");
        JdbcClient database = house.context().getBean(JdbcClient.class);
        Awaitility.await()
                .until(
                        () ->
                                database.sql(
                                                        """
                                                        update idempotency set acknowledged = false
                                                        where request_id = ? and acknowledged
                                                        """)
                                                .param(id)
                                                .update()
                                        == 1);

        Http.Answer again = once(house.b(), CHAT, chat("echo one"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("x-request-id")).isEqualTo(id);
        Awaitility.await().until(() -> house.road().accepted(id).size() == 2);
        assertThat(house.road().accepted(id).getFirst())
                .isEqualTo(house.road().accepted(id).getLast());
    }

    @Test
    void aJobIsMadeOnce() {
        String body = "{'model':'m1','prompt':'echo one'}";
        Http.Answer first = once(house.a(), "/api/v1/llm/query", body);
        Http.Answer again = once(house.b(), "/api/v1/llm/query", body);

        assertThat(first.status()).isEqualTo(202);
        assertThat(again.json().path("id").asString())
                .isEqualTo(first.json().path("id").asString());
        assertThat(once(house.b(), "/api/v1/llm/query", body.replace("one", "two")).status())
                .isEqualTo(422);
    }

    @Test
    void authorizationIsCheckedAgain() {
        Http.Answer made = house.a().post("/api/v1/keys", "{'name':'revoked-later'}");
        Http mine = house.a().as(made.json().path("key").asString());
        once(mine, CHAT, chat("echo one"));
        house.a().delete("/api/v1/keys/" + made.json().path("id").asString());

        Awaitility.await().until(() -> once(mine, CHAT, chat("echo one")).status() == 401);
    }

    private Http.Answer once(Http gateway, String path, String body) {
        return gateway.post(path, body, "Idempotency-Key", value);
    }
}
