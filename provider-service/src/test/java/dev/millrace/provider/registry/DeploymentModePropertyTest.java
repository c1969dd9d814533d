package dev.millrace.provider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** Where a provider stands is kept wherever it is stored, shown, announced and sent back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class DeploymentModePropertyTest {

    private static final int TRIES = 120;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomProvider bodies = new RandomProvider(random);
    private final RegistryDatabase house = new RegistryDatabase();

    @AfterAll
    void close() {
        house.close();
    }

    private void holds(String id, DeploymentMode mode, String where) {
        StoredProvider stored = house.providers.find(id).orElseThrow();
        assertThat(stored.settings().mode()).as(where).isEqualTo(mode);
        assertThat(Objects.requireNonNull(house.announced.get("provider/" + id)))
                .as(where)
                .extracting(each -> each.getDeploymentMode())
                .isEqualTo(mode.word());
        assertThat(ProviderView.brief(stored).path("deployment_mode").asString())
                .as(where)
                .isEqualTo(mode.word());
        assertThat(exported(stored).path("deployment_mode").asString())
                .as(where)
                .isEqualTo(mode.word());
    }

    /** As an administrator gets it. */
    private static ObjectNode exported(StoredProvider stored) {
        return (ObjectNode)
                Json.MAPPER.readTree(
                        ProviderView.full(stored, List.of(), false, Instant.EPOCH).toString());
    }

    @Test
    void theDeploymentModeIsKept() {
        for (int i = 0; i < TRIES; i++) {
            String id = "d" + i;
            ObjectNode body = bodies.body().put("id", id);
            ProviderType type = ProviderType.of(body.path("type").asString()).orElseThrow();
            DeploymentMode mode =
                    DeploymentMode.of(body.path("deployment_mode").asString(""))
                            .orElse(type.usualMode());
            String where = "seed %d, try %d: %s".formatted(seed, i, body);
            house.registry.create(RegistryDatabase.ADMIN, house.read(body, null));
            holds(id, mode, "created, " + where);

            house.registry.activate(RegistryDatabase.ADMIN, id, null, random.nextBoolean());
            holds(id, mode, "switched, " + where);

            ObjectNode change = body.deepCopy();
            change.remove("deployment_mode");
            change.put("name", "other");
            replace(id, change);
            holds(id, mode, "replaced without a word of it, " + where);

            DeploymentMode next = bodies.mode();
            replace(id, change.put("deployment_mode", next.word()));
            holds(id, next, "replaced, " + where);

            replace(id, exported(house.providers.find(id).orElseThrow()));
            holds(id, next, "sent back as it was shown, " + where);

            ObjectNode again =
                    exported(house.providers.find(id).orElseThrow()).put("id", "again" + i);
            house.registry.create(RegistryDatabase.ADMIN, house.read(again, null));
            holds("again" + i, next, "made anew of what was shown, " + where);
        }
    }

    private void replace(String id, ObjectNode body) {
        long revision = house.providers.find(id).orElseThrow().revision();
        house.registry.replace(RegistryDatabase.ADMIN, revision, house.read(body, id));
    }
}
