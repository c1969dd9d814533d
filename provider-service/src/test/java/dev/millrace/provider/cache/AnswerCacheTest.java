package dev.millrace.provider.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.ProviderChanged;
import dev.millrace.events.Retention;
import dev.millrace.provider.attempt.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class AnswerCacheTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicBoolean current = new AtomicBoolean(true);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AnswerCache cache = cache(false);

    private AnswerCache cache(boolean unasked) {
        return new AnswerCache(
                new CacheProperties(
                        unasked,
                        Duration.ofHours(1),
                        Duration.ofHours(24),
                        DataSize.ofKilobytes(256),
                        DataSize.ofKilobytes(16),
                        Duration.ofMillis(500)),
                current::get,
                now::get,
                meters);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void keep(Asked asked, Answer answer) {
        asked.in(cache).keep(asked.candidate(), "attempt", answer);
    }

    private void keep(Asked asked) {
        keep(asked, Asked.answer("[1]", "stop"));
    }

    private @Nullable Answer found(Asked asked) {
        KeptAnswer kept = asked.in(cache).find(asked.candidate());
        return kept == null ? null : kept.answer();
    }

    private double lookups(String result) {
        return meters.get("millrace.cache.lookups").tag("result", result).counter().count();
    }

    @Test
    void whatIsKeptComesBackAsItWas() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomBody bodies = new RandomBody(random);
        Map<String, Answer> kept = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            String body = bodies.written(bodies.members());
            Asked asked = Asked.usual().tenant("t" + random.nextInt(3)).body(body);
            byte[] output = new byte[random.nextInt(300)];
            random.nextBytes(output);
            Answer answer = Asked.answer(new String(output, StandardCharsets.ISO_8859_1), "stop");
            keep(asked, answer);
            kept.put(asked.tenant() + body, answer);
            Answer found = found(asked);
            assertThat(found).as("seed %d: %s", seed, body).isSameAs(answer);
            for (String other : List.of("t0", "t1", "t2", "t3")) {
                assertThat(found(asked.tenant(other)))
                        .as("seed %d: %s asked by %s", seed, body, other)
                        .isSameAs(kept.get(other + body));
            }
        }
    }

    @Test
    void whoeverOfTheTenantAsksIsAnswered() {
        keep(Asked.usual());
        assertThat(found(Asked.usual().user("another"))).isNotNull();
        assertThat(found(Asked.usual().tenant("another"))).isNull();
        assertThat(lookups("hit")).isEqualTo(1);
        assertThat(lookups("miss")).isEqualTo(1);
    }

    @Test
    void anAnswerIsKeptForAnHour() {
        keep(Asked.usual());
        pass(Duration.ofMinutes(59));
        assertThat(found(Asked.usual())).isNotNull();
        pass(Duration.ofMinutes(2));
        assertThat(found(Asked.usual())).isNull();
        assertThat(cache.size(null).entries()).isZero();
    }

    @Test
    void whoAsksForMoreGetsADayAtMost() {
        Asked patient = Asked.usual().cacheControl("max-age=999999");
        keep(patient);
        pass(Duration.ofHours(23));
        assertThat(found(patient)).isNotNull();
        pass(Duration.ofHours(2));
        assertThat(found(patient)).isNull();
    }

    @Test
    void anAnswerOlderThanAskedIsNotServedButStaysForOthers() {
        keep(Asked.usual());
        pass(Duration.ofSeconds(11));
        assertThat(found(Asked.usual().cacheControl("max-age=10"))).isNull();
        assertThat(found(Asked.usual().cacheControl("max-age=11"))).isNotNull();
        assertThat(found(Asked.usual().cacheControl("only-if-cached"))).isNotNull();
    }

    @Test
    void noCacheKeepsAndNoStoreDoesNeither() {
        keep(Asked.usual().cacheControl("no-store"));
        assertThat(found(Asked.usual())).isNull();
        keep(Asked.usual().cacheControl("no-cache"));
        assertThat(found(Asked.usual().cacheControl("no-cache"))).isNull();
        assertThat(found(Asked.usual().cacheControl("no-store"))).isNull();
        assertThat(found(Asked.usual())).isNotNull();
    }

    @Test
    void whoSaysNothingUsesItOnlyWhereTheOperatorWantsSo() {
        Asked silent = Asked.usual().cacheControl("");
        keep(silent);
        assertThat(found(Asked.usual())).isNull();
        keep(Asked.usual());
        assertThat(found(silent)).isNull();

        AnswerCache everybodys = cache(true);
        silent.in(everybodys).keep(silent.candidate(), "a", Asked.answer("[]", "stop"));
        assertThat(silent.in(everybodys).find(silent.candidate())).isNotNull();
    }

    @Test
    void theBodySaysItWhereTheHeaderDoesNot() {
        Asked line =
                Asked.usual()
                        .cacheControl("")
                        .body("{\"millrace\":{\"cache\":true}," + Asked.HI.substring(1));
        keep(line);
        assertThat(found(line)).isNotNull();
        assertThat(found(line.cacheControl("no-cache"))).isNull();
        assertThat(found(line.body(line.body().replace("true", "false")))).isNull();
        assertThat(found(line.body(line.body().replace("true", "\"max-age=9\"")))).isNotNull();
    }

    @Test
    void whatMayNotBeKeptIsNeitherKeptNorServed() {
        keep(Asked.usual().retention(Retention.NONE));
        assertThat(cache.size(null).entries()).isZero();
        keep(Asked.usual());
        assertThat(found(Asked.usual().retention(Retention.NONE))).isNull();
    }

    @Test
    void onlyWholeAnswersAreKept() {
        for (String reason : List.of("length", "content_filter", "error", "")) {
            keep(Asked.usual(), Asked.answer("[]", "stop", reason));
        }
        keep(Asked.usual(), Asked.answer("[]"));
        keep(Asked.usual(), Asked.answer("x".repeat(16 * 1024 + 1), "stop"));
        assertThat(found(Asked.usual())).isNull();
        keep(Asked.usual(), Asked.answer("[]", "tool_calls"));
        assertThat(found(Asked.usual())).isNotNull();
        Asked vectors = Asked.usual().operation(Operation.EMBEDDINGS);
        keep(vectors, Asked.answer("[]"));
        assertThat(found(vectors)).isNotNull();
    }

    @Test
    void itsSizeIsBoundInBytes() {
        for (int i = 0; i < 500; i++) {
            keep(
                    Asked.usual().candidate("p", "m" + i, ""),
                    Asked.answer("x".repeat(8_000), "stop"));
            assertThat(cache.size(null).bytes()).isLessThanOrEqualTo(256 * 1024);
        }
        assertThat(cache.size(null).entries()).isBetween(10L, 40L);
        assertThat(meters.get("millrace.cache.bytes").gauge().value()).isGreaterThan(80_000);
    }

    @Test
    void whatIsInvalidatedIsGoneAndTheRestStays() {
        Asked mine = Asked.usual();
        Asked theirs = mine.tenant("other");
        Asked elsewhere = mine.candidate("q", "m", "");
        Asked bigger = mine.candidate("p", "large", "");
        List<Asked> all = List.of(mine, theirs, elsewhere, bigger);
        all.forEach(this::keep);

        assertThat(cache.remove(new Selection("t", null, "p/m", null))).isEqualTo(1);
        assertThat(found(mine)).isNull();
        assertThat(cache.remove(new Selection("t", null, "m", null))).isEqualTo(1);
        assertThat(found(elsewhere)).isNull();
        assertThat(found(bigger)).isNotNull();
        assertThat(cache.remove(Selection.ofProvider("p"))).isEqualTo(2);
        all.forEach(this::keep);
        keep(mine.user("v").body("{\"messages\":[]}"));
        assertThat(cache.remove(new Selection("t", null, null, "v"))).isEqualTo(1);
        assertThat(cache.remove(new Selection("other", null, null, null))).isEqualTo(1);
        assertThat(cache.size("t").entries()).isEqualTo(3);
    }

    @Test
    void whatWasAskedBeforeAnInvalidationIsNotKeptAfterIt() {
        AnswerCache.Turn turn = Asked.usual().in(cache);
        cache.remove(Selection.ofProvider("p"));
        turn.keep(Asked.usual().candidate(), "a", Asked.answer("[]", "stop"));
        assertThat(found(Asked.usual())).isNull();
    }

    @Test
    void whileInvalidationsAreNotKnownNothingIsServed() {
        keep(Asked.usual());
        current.set(false);
        assertThat(found(Asked.usual())).isNull();
        current.set(true);
        assertThat(found(Asked.usual())).isNotNull();
    }

    @Test
    void aChangedProviderIsForgottenAndANewPriceIsNone() {
        CatalogChanges changes = new CatalogChanges(cache::remove);
        keep(Asked.usual());
        changes.on("model/p/m", offered());
        assertThat(found(Asked.usual())).isNotNull();
        changes.on("model/p/other", null);
        assertThat(found(Asked.usual())).isNotNull();
        changes.on("model/p/m", null);
        assertThat(found(Asked.usual())).isNull();
        keep(Asked.usual());
        changes.on("provider/p", null);
        assertThat(found(Asked.usual())).isNull();
        keep(Asked.usual());
        changes.on(
                "provider/p",
                ProviderChanged.newBuilder()
                        .setProvider("p")
                        .setOwner(new Owner("default", "default", "default"))
                        .setRevision(2)
                        .setChangedAt(Instant.EPOCH)
                        .build());
        assertThat(found(Asked.usual())).isNull();
    }

    private static ModelOffered offered() {
        return ModelOffered.newBuilder()
                .setProvider("p")
                .setModel("m")
                .setOwner(new Owner("default", "default", "default"))
                .setSince(Instant.EPOCH)
                .build();
    }
}
