package dev.millrace.gateway.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class KeysTest {

    private final House house = House.shared();
    private final Http admin = house.a();

    @Test
    void aKeyLivesFromItsMakingToItsRevocationOnEveryInstance() {
        JsonNode made = admin.post("/api/v1/keys", "{'name':'one','team':'t','user':'u'}").json();
        String text = made.path("key").asString();
        String path = "/api/v1/keys/" + made.path("id").asString();

        // At once: whoever does not know it yet asks the database.
        assertThat(house.b().as(text).get("/v1/models").status()).isEqualTo(200);
        assertThat(admin.get(path).json().has("key")).isFalse();
        assertThat(text).startsWith(admin.get(path).json().path("prefix").asString());
        assertThat(admin.get(path).body()).doesNotContain(KeyText.hash(text));

        assertThat(admin.delete(path).json().path("status").asString()).isEqualTo("revoked");
        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                house.b().as(text).get("/v1/models").status() == 401
                                        && house.a().as(text).get("/v1/models").status() == 401);
    }

    @Test
    void aKeyEndsAtItsTime() {
        Instant soon = Instant.now().plusSeconds(2);
        String text = house.key("{'name':'short','expires_at':'" + soon + "'}");

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> admin.as(text).get("/v1/models").body().contains("expired_api_key"));
    }

    @Test
    void peopleSeeTheirOwnKeysAndAdminsTheirTenants() {
        String mine = house.key("{'name':'mine','tenant':'keys-a','user':'ann'}");
        String others = house.key("{'name':'others','tenant':'keys-a','user':'bob'}");
        String chief = house.key("{'name':'chief','tenant':'keys-a','scopes':['admin']}");
        String foreign = house.key("{'name':'foreign','tenant':'keys-b','scopes':['admin']}");

        assertThat(admin.as(mine).get("/api/v1/keys").body())
                .contains("mine")
                .doesNotContain("others");
        assertThat(admin.as(chief).get("/api/v1/keys").body()).contains("mine").contains("others");
        assertThat(admin.as(foreign).get("/api/v1/keys").body()).doesNotContain("mine");
        String id = admin.as(others).get("/api/v1/keys").json().at("/data/0/id").asString();
        assertThat(admin.as(mine).get("/api/v1/keys/" + id).status()).isEqualTo(404);
        assertThat(admin.as(foreign).delete("/api/v1/keys/" + id).status()).isEqualTo(404);
        assertThat(admin.as(others).delete("/api/v1/keys/" + id).status()).isEqualTo(403);
        assertThat(admin.as(chief).delete("/api/v1/keys/" + id).status()).isEqualTo(200);
        assertThat(admin.as(chief).post("/api/v1/keys", "{'name':'x','tenant':'keys-b'}").status())
                .isEqualTo(403);
    }

    @Test
    void listsHavePages() {
        for (int i = 0; i < 3; i++) {
            house.key("{'name':'page-" + i + "','tenant':'paged'}");
        }
        String chief = house.key("{'name':'page-3','tenant':'paged','scopes':['admin']}");

        JsonNode first = admin.as(chief).get("/api/v1/keys?limit=3").json();
        JsonNode second =
                admin.as(chief)
                        .get("/api/v1/keys?limit=3&after=" + first.path("last_id").asString())
                        .json();

        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(second.path("has_more").asBoolean()).isFalse();
        assertThat(second.path("data").size()).isEqualTo(1);
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThat(param("{}")).isEqualTo("name");
        assertThat(param("{'name':'x','tenant':'a b'}")).isEqualTo("tenant");
        assertThat(param("{'name':'x','lanes':['fast']}")).isEqualTo("lanes[0]");
        assertThat(param("{'name':'x','scopes':['ADMIN!']}")).isEqualTo("scopes[0]");
        assertThat(param("{'name':'x','allowed_models':['']}")).isEqualTo("allowed_models[0]");
        assertThat(param("{'name':'x','expires_at':'2001-01-01T00:00:00Z'}"))
                .isEqualTo("expires_at");
    }

    private String param(String body) {
        Http.Answer answer = admin.post("/api/v1/keys", body);
        assertThat(answer.status()).isEqualTo(400);
        return answer.json().at("/error/param").asString();
    }
}
