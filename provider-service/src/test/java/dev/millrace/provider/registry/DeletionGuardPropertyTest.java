package dev.millrace.provider.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever is done to providers in whatever order, none is deleted while it is active, whoever
 * tries is told why, and one that is deleted is gone with its credentials.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class DeletionGuardPropertyTest {

    private static final int STEPS = 400;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomProvider bodies = new RandomProvider(random);
    private final RegistryDatabase house = new RegistryDatabase();

    @AfterAll
    void close() {
        house.close();
    }

    @Test
    void anActiveProviderIsNeverDeletedAndTheReasonIsGiven() {
        // Which there are, and whether they are active: told without the code that decides.
        Map<String, Boolean> active = new TreeMap<>();
        int deleted = 0;
        int guarded = 0;
        for (int i = 0; i < STEPS; i++) {
            String id = "g" + random.nextInt(4);
            String where = "seed %d, step %d, %s of %s".formatted(seed, i, id, active);
            switch (random.nextInt(6)) {
                case 0 -> {
                    ObjectNode body = bodies.body().put("id", id);
                    boolean wanted = body.path("active").asBoolean(true);
                    String refused =
                            RegistryDatabase.refusal(
                                    () ->
                                            house.registry.create(
                                                    RegistryDatabase.ADMIN,
                                                    house.read(body, null)));
                    assertThat(refused)
                            .as(where)
                            .isEqualTo(active.containsKey(id) ? "name_taken" : "");
                    active.putIfAbsent(id, wanted);
                }
                case 1, 2 -> {
                    boolean next = random.nextBoolean();
                    String refused =
                            RegistryDatabase.refusal(
                                    () ->
                                            house.registry.activate(
                                                    RegistryDatabase.ADMIN, id, null, next));
                    assertThat(refused)
                            .as(where)
                            .isEqualTo(active.containsKey(id) ? "" : "not_found");
                    active.computeIfPresent(id, (_, _) -> next);
                }
                case 3 -> {
                    String refused =
                            RegistryDatabase.refusal(
                                    () ->
                                            house.registry.rotate(
                                                    RegistryDatabase.ADMIN,
                                                    id,
                                                    null,
                                                    "sk-" + random.nextLong(),
                                                    Duration.ofMinutes(random.nextInt(3))));
                    assertThat(refused)
                            .as(where)
                            .isEqualTo(active.containsKey(id) ? "" : "not_found");
                }
                default -> {
                    String refused =
                            RegistryDatabase.refusal(
                                    () -> house.registry.delete(RegistryDatabase.ADMIN, id, null));
                    Boolean was = active.get(id);
                    assertThat(refused)
                            .as(where)
                            .isEqualTo(was == null ? "not_found" : was ? "provider_active" : "");
                    if (Boolean.FALSE.equals(was)) {
                        active.remove(id);
                        deleted++;
                        assertThat(house.credentials.of(id)).as(where).isEmpty();
                        assertThat(house.announced).as(where).doesNotContainKey("provider/" + id);
                    } else if (Boolean.TRUE.equals(was)) {
                        guarded++;
                    }
                }
            }
            Map<String, Boolean> stored = new TreeMap<>();
            house.providers.all().forEach(each -> stored.put(each.id(), each.active()));
            assertThat(stored).as(where).isEqualTo(active);
        }
        assertThat(deleted).as("seed %d", seed).isPositive();
        assertThat(guarded).as("seed %d", seed).isPositive();
    }
}
