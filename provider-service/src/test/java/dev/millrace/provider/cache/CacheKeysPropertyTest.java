package dev.millrace.provider.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Operation;
import dev.millrace.events.Retention;
import dev.millrace.provider.attempt.TenantKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CacheKeysPropertyTest {

    private static final int TRIES = 300;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final RandomBody bodies = new RandomBody(random);

    private static TenantKey key(Asked asked) {
        return CacheKeys.of(asked.ready(), asked.candidate(), asked.said());
    }

    private TenantKey key(Map<String, Object> members) {
        return key(Asked.usual().body(bodies.written(members)));
    }

    @Test
    void aKeyDoesNotDependOnTheOrderOfMembersNorOnHowTheyAreWritten() {
        for (int i = 0; i < TRIES; i++) {
            Map<String, Object> members = bodies.members();
            String body = bodies.written(members);
            assertThat(key(members)).as("seed %d: %s", seed, body).isEqualTo(key(members));
        }
    }

    @Test
    void aKeyDoesNotDependOnTheStreamNorOnWhatElseChangesNoAnswer() {
        for (int i = 0; i < TRIES; i++) {
            Map<String, Object> members = bodies.members();
            TenantKey without = key(members);
            for (String name : RandomBody.WITHOUT_EFFECT) {
                Map<String, Object> more = new TreeMap<>(members);
                more.put(name, bodies.value(2));
                assertThat(key(more)).as("seed %d: %s in %s", seed, name, more).isEqualTo(without);
            }
        }
    }

    @Test
    void anyChangeOfAMeaningfulMemberChangesTheKey() {
        for (int i = 0; i < TRIES; i++) {
            Map<String, Object> members = bodies.members();
            TenantKey before = key(members);
            String name = RandomBody.MEANINGFUL.get(random.nextInt(RandomBody.MEANINGFUL.size()));
            Map<String, Object> changed = new TreeMap<>(members);
            if (random.nextInt(4) == 0 && changed.containsKey(name)) {
                changed.remove(name);
            } else {
                changed.put(name, new ArrayList<>(List.of("new", bodies.value(2))));
            }
            assertThat(key(changed))
                    .as("seed %d: %s, then %s", seed, members, changed)
                    .isNotEqualTo(before);
        }
    }

    @Test
    void twoTenantsWithTheSameRequestNeverHaveTheSameKey() {
        for (int i = 0; i < TRIES; i++) {
            Asked asked = Asked.usual().body(bodies.written(bodies.members()));
            String one = "t" + random.nextInt(1_000);
            String other = one + random.nextInt(10);
            assertThat(key(asked.tenant(one)))
                    .as("seed %d: %s", seed, asked.body())
                    .isNotEqualTo(key(asked.tenant(other)))
                    .extracting(TenantKey::tenant)
                    .isEqualTo(one);
        }
    }

    @Test
    void whoWouldBeAskedAndWhatWasFoundForItCount() {
        Asked usual = Asked.usual();
        List<Asked> different =
                List.of(
                        usual,
                        usual.candidate("q", "m", ""),
                        usual.candidate("p", "n", ""),
                        usual.candidate("pm", "", ""),
                        usual.candidate("p", "m", "{\"temperature\":0}"),
                        usual.operation(Operation.EMBEDDINGS),
                        usual.retention(Retention.NONE),
                        usual.prompt("1", null),
                        usual.prompt(null, List.of()),
                        usual.prompt(null, List.of("a", "b")),
                        usual.prompt(null, List.of("b", "a")),
                        usual.body(Asked.HI.replace("{\"model", "{\"drop_params\":false,\"model")),
                        usual.body(
                                Asked.HI.replace("{\"model", "{\"millrace\":{\"a\":1},\"model")));
        assertThat(new HashSet<>(different.stream().map(CacheKeysPropertyTest::key).toList()))
                .hasSize(different.size());
    }

    @Test
    void whoAsksAndWhatIsSaidOfTheCacheDoNot() {
        Asked usual = Asked.usual();
        assertThat(key(usual.user("other"))).isEqualTo(key(usual));
        assertThat(key(usual.cacheControl("no-cache"))).isEqualTo(key(usual));
        assertThat(key(usual.body("{\"drop_params\":true," + Asked.HI.substring(1))))
                .isEqualTo(key(usual));
        assertThat(key(usual.body("{\"millrace\":{\"cache\":true}," + Asked.HI.substring(1))))
                .isEqualTo(key(usual));
    }

    @Test
    void membersOfOneNameAllCount() {
        Asked usual = Asked.usual();
        assertThat(key(usual.body("{\"a\":1,\"a\":2}")))
                .isNotEqualTo(key(usual.body("{\"a\":2}")))
                .isNotEqualTo(key(usual.body("{\"a\":1}")))
                .isNotEqualTo(key(usual.body("{\"a\":2,\"a\":1}")));
        assertThat(key(usual.body("{\"a\":\"\\ud800\"}")))
                .isNotEqualTo(key(usual.body("{\"a\":\"?\"}")))
                .isNotEqualTo(key(usual.body("{\"a\":\"\\ud801\"}")));
    }
}
