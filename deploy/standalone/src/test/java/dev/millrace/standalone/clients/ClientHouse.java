package dev.millrace.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.standalone.SharedHouse;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/** What the tests of every client need: the product with its scripted models, and two keys. */
final class ClientHouse {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final SharedHouse house;
    private final String restricted;

    private ClientHouse(SharedHouse house, String restricted) {
        this.house = house;
        this.restricted = restricted;
    }

    static ClientHouse get() {
        return Holder.HOUSE;
    }

    String baseUrl() {
        return house.url() + "/v1";
    }

    ScriptedUpstream upstream() {
        return house.upstream();
    }

    String key() {
        return SharedHouse.ADMIN_KEY;
    }

    /** A key that may use the simulator alone. */
    String restricted() {
        return restricted;
    }

    /** Ends a request by its id. */
    void cancel(String id) throws Exception {
        assertThat(house.delete("/api/v1/llm/query/" + id, key()).statusCode()).isEqualTo(202);
    }

    private static ClientHouse start() {
        try {
            var house = SharedHouse.get();
            var made =
                    house.post(
                            "/api/v1/keys",
                            SharedHouse.ADMIN_KEY,
                            """
                            {"name": "restricted", "allowed_models": ["simulator-*"]}""");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            var key = JsonMapper.builder().build().readTree(made.body()).path("key").asString();
            // Gateway and router learn of a provider's models each on its own.
            answers(
                    house,
                    "/v1/chat/completions",
                    """
                    {"model": "scripted-chat", "messages": [{"role": "user", "content": "Hi"}]}""");
            answers(
                    house,
                    "/v1/embeddings",
                    """
                    {"model": "scripted-embedding", "input": "Hi"}""");
            return new ClientHouse(house, key);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answers(SharedHouse house, String path, String body) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            var answer = house.post(path, SharedHouse.ADMIN_KEY, body);
                            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                        });
    }

    private static final class Holder {
        private static final ClientHouse HOUSE = start();
    }
}
