package dev.millrace.provider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.ProviderChanged;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** However providers are switched on and off, an instance offers exactly those that are on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SwitchingPropertyTest {

    private static final int STEPS = 200;
    private static final int PROVIDERS = 5;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final RandomProvider bodies = new RandomProvider(random);
    private final RegistryDatabase house = new RegistryDatabase();

    @AfterAll
    void close() {
        house.close();
    }

    @Test
    void whatAnInstanceOffersIsWhatIsSwitchedOn() {
        // The revision of each that is on.
        Map<String, Long> on = new TreeMap<>();
        Map<String, Long> revisions = new TreeMap<>();
        for (int n = 0; n < PROVIDERS; n++) {
            var body = bodies.body().put("id", "s" + n);
            StoredProvider made =
                    house.registry.create(RegistryDatabase.ADMIN, house.read(body, null));
            revisions.put(made.id(), 1L);
            if (made.active()) {
                on.put(made.id(), 1L);
            }
        }
        Providers current = new Providers();
        Following following = house.following(current);
        following.start();
        try {
            seen(current, on, "at the start");
            for (int i = 0; i < STEPS; i++) {
                String id = "s" + random.nextInt(PROVIDERS);
                boolean next = random.nextBoolean();
                Map<String, Registered> before = objects(current);
                boolean same = on.containsKey(id) == next;
                StoredProvider after =
                        house.registry.activate(RegistryDatabase.ADMIN, id, null, next);
                long revision = Objects.requireNonNull(revisions.get(id)) + (same ? 0 : 1);
                revisions.put(id, revision);
                if (next) {
                    on.put(id, revision);
                } else {
                    on.remove(id);
                }
                String where = "seed %d, step %d: %s to %s".formatted(seed, i, id, next);
                assertThat(after.active()).as(where).isEqualTo(next);
                assertThat(after.revision()).as(where).isEqualTo(revision);
                ProviderChanged told =
                        Objects.requireNonNull(house.announced.get("provider/" + id));
                assertThat(told.getActive()).as(where).isEqualTo(next);
                assertThat(told.getRevision()).as(where).isEqualTo(revision);
                if (!same) {
                    following.on("provider/" + id, told);
                }
                seen(current, on, where);
                // Nobody else's calls are disturbed: the adapters are the ones they were.
                before.forEach(
                        (other, object) -> {
                            if (!other.equals(id)) {
                                assertThat(current.find(other)).as(where).containsSame(object);
                            }
                        });
            }
        } finally {
            following.stop();
        }
    }

    private static Map<String, Registered> objects(Providers current) {
        Map<String, Registered> objects = new TreeMap<>();
        current.all().forEach(each -> objects.put(each.id(), each));
        return objects;
    }

    private static void seen(Providers current, Map<String, Long> on, String where) {
        await(where)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            Map<String, Long> offered = new TreeMap<>();
                            current.all().forEach(each -> offered.put(each.id(), each.revision()));
                            assertThat(offered).isEqualTo(on);
                        });
    }
}
