package dev.millrace.gateway.openai;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ModelGroupSet;
import dev.millrace.events.Owner;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.log.publish.Pace;
import dev.millrace.testbed.Peer;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups that the router announces are asked for like models. */
class ModelGroupsTest {

    private final House house = House.shared();
    private final Http gateway = house.a();
    private final Peer router = new Peer(Service.ROUTER);

    @BeforeEach
    void announce() {
        announce("team/smart", "default", "vendor", "m1");
        announce("mine/*", "default", "vendor", "*");
        announce("secret", "groups-a", "vendor", "m1");
        Awaitility.await().until(() -> gateway.get("/v1/models").body().contains("team/smart"));
        String other = house.key("{'name':'a','tenant':'groups-a'}");
        Awaitility.await().until(() -> gateway.as(other).get("/v1/models/secret").status() == 200);
    }

    @AfterEach
    void withdraw() {
        for (String key : new String[] {"team/smart", "mine/*", "secret#groups-a"}) {
            router.log()
                    .publisher(Pace.INTERACTIVE)
                    .withdraw(Topics.POLICIES, "group/" + key)
                    .join();
        }
        Awaitility.await().until(() -> !gateway.get("/v1/models").body().contains("team/smart"));
        router.close();
    }

    @Test
    void groupsAreListedBesidesModelsAndFoundByName() {
        Http.Answer list = gateway.get("/v1/models");

        assertThat(list.json().at("/data/0/id").asString()).isEqualTo("auto");
        assertThat(list.body())
                .contains("\"team/smart\"", "\"m1\"")
                .doesNotContain("mine/*", "secret");
        assertThat(gateway.get("/v1/models/team/smart").json().path("owned_by").asString())
                .isEqualTo("millrace");
        assertThat(gateway.get("/v1/models/mine/m1").status()).isEqualTo(200);
        assertThat(gateway.get("/v1/models/secret").status()).isEqualTo(404);
    }

    @Test
    void groupsAndNamesTheirStarTakesAreAccepted() {
        assertThat(asked(gateway, "team/smart").status()).isEqualTo(200);
        assertThat(asked(gateway, "mine/anything").status()).isEqualTo(200);
        assertThat(asked(gateway, "mine/").code()).isEqualTo("model_not_found");
        assertThat(asked(gateway, "secret").code()).isEqualTo("model_not_found");
    }

    @Test
    void aKeyLimitedToAGroupSeesAndAsksThatGroup() {
        Http limited = gateway.as(house.key("{'name':'g','allowed_models':['team/smart']}"));
        Http models = gateway.as(house.key("{'name':'m','allowed_models':['vendor/m1']}"));
        Http others = gateway.as(house.key("{'name':'o','allowed_models':['org/*']}"));

        assertThat(limited.get("/v1/models").json().path("data")).hasSize(1);
        assertThat(asked(limited, "team/smart").status()).isEqualTo(200);
        assertThat(asked(limited, "m1").code()).isEqualTo("model_not_allowed");
        assertThat(asked(limited, "mine/m1").code()).isEqualTo("model_not_allowed");
        assertThat(asked(models, "team/smart").status())
                .as("one of the deployments is its own")
                .isEqualTo(200);
        assertThat(asked(models, "mine/m1").status()).isEqualTo(200);
        assertThat(asked(models, "mine/m2").code()).isEqualTo("model_not_allowed");
        assertThat(asked(others, "team/smart").code()).isEqualTo("model_not_allowed");
        assertThat(others.get("/v1/models").body()).doesNotContain("team/smart");
        assertThat(others.get("/v1/models/team/smart").status()).isEqualTo(404);
    }

    @Test
    void aNameThatIsAGroupsIsNotListedAsAModelToWhoMayNotUseTheGroup() {
        announce("m1", "groups-b", "elsewhere", "x");
        Http keyed =
                gateway.as(
                        house.key(
                                "{'name':'b','tenant':'groups-b','allowed_models':['vendor/m1']}"));
        Awaitility.await().until(() -> keyed.get("/v1/models/m1").status() == 404);

        assertThat(keyed.get("/v1/models").body()).contains("\"auto\"").doesNotContain("\"m1\"");
        assertThat(asked(keyed, "m1").code()).isEqualTo("model_not_allowed");
        assertThat(asked(keyed, "vendor/m1").status()).isEqualTo(200);
        router.log()
                .publisher(Pace.INTERACTIVE)
                .withdraw(Topics.POLICIES, "group/m1#groups-b")
                .join();
    }

    private static Http.Answer asked(Http by, String model) {
        return by.post("/v1/chat/completions", chat("echo x").replace("'m1'", "'" + model + "'"));
    }

    private void announce(String name, String tenant, String provider, String model) {
        router.publish(
                        Topics.POLICIES,
                        "group/" + name + (tenant.equals("default") ? "" : "#" + tenant),
                        new ModelGroupSet(
                                name,
                                new Owner(tenant, "default", "default"),
                                1L,
                                "{\"deployments\":[{\"provider\":\"%s\",\"model\":\"%s\"}]}"
                                        .formatted(provider, model),
                                Instant.parse("2026-01-01T00:00:00Z")))
                .join();
    }
}
