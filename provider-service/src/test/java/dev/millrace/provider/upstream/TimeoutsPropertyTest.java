package dev.millrace.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.faults.VendorWords;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Wherever an upstream falls silent and however long who is willing to wait: the wait that is over
 * first ends the call, it is named, and the call ends then and not before.
 */
@org.junit.jupiter.api.Timeout(120)
class TimeoutsPropertyTest {

    private static final List<Silence> SILENCES = List.of(Silence.values());
    private static final int TRIES = 150;
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Of a busy machine. */
    private static final Duration LATE = Duration.ofSeconds(30);

    /** The watch counts in nanoseconds, the deadline is a moment of the clock. */
    private static final Duration EARLY = Duration.ofMillis(20);

    /** Where it falls silent. */
    private enum Silence {
        BEFORE_THE_HEAD,
        AFTER_THE_HEAD,
        WITHIN_THE_ANSWER
    }

    @Test
    void theWaitThatIsOverFirstEndsTheCallAndIsNamed() throws Exception {
        long seed = new Random().nextLong();
        List<Callable<Boolean>> tries = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            long own = seed + i;
            tries.add(
                    () -> {
                        check(own);
                        return true;
                    });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(tries)) {
                each.get();
            }
        }
    }

    private static void check(long seed) throws Exception {
        Random random = new Random(seed);
        VendorWords[] all = VendorWords.all();
        VendorWords words = all[random.nextInt(all.length)];
        boolean stream = random.nextInt(4) > 0;
        Silence silence = SILENCES.get(random.nextInt(SILENCES.size()));
        Map<Phase, Duration> waits = new EnumMap<>(Phase.class);
        for (Phase each : List.of(Phase.FIRST_TOKEN, Phase.IDLE, Phase.TOTAL)) {
            waits.put(each, random.nextBoolean() ? LONG : shortTime(random));
        }
        if (silence == Silence.WITHIN_THE_ANSWER) {
            // How soon an answer begins is the machine's to say.
            waits.put(Phase.FIRST_TOKEN, LONG);
        }
        Map<Phase, Duration> running = running(stream, silence, waits);
        if (running.values().stream().allMatch(LONG::equals)) {
            Duration end = shortTime(random);
            waits.put(Phase.TOTAL, end);
            running.put(Phase.TOTAL, end);
        }
        Duration first = running.values().stream().min(Duration::compareTo).orElseThrow();
        String where =
                "seed %d: %s, %s, %s: %s"
                        .formatted(seed, words.name(), stream ? "stream" : "plain", silence, waits);
        CountDownLatch released = new CountDownLatch(1);
        Patience patience =
                new Patience(
                        LONG,
                        waits.getOrDefault(Phase.FIRST_TOKEN, LONG),
                        waits.getOrDefault(Phase.IDLE, LONG),
                        1 << 20);
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                UpstreamClient client = new UpstreamClient(Clock.systemUTC(), patience)) {
            upstream.streaming(stream ? words.streamType() : "application/json");
            upstream.then(silent(silence, stream, words, released));
            ChatProvider provider = words.open(upstream.url(), client);
            long begun = System.nanoTime();
            ProviderFailure failure = failure(provider, stream, waits);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(failure).as(where).isInstanceOf(ProviderFailure.Timeout.class);
            Phase phase = ((ProviderFailure.Timeout) failure).phase();
            assertThat(running).as("%s ended by %s", where, phase).containsKey(phase);
            // Those that are over at nearly the same time may both be the first.
            assertThat(running.get(phase)).as("%s ended by %s", where, phase).isNotEqualTo(LONG);
            assertThat(took).as(where).isBetween(first.minus(EARLY), first.plus(LATE));
            assertThat(Leaks.exchanges(client)).as(where).isZero();
        } finally {
            released.countDown();
        }
    }

    private static Duration shortTime(Random random) {
        return Duration.ofMillis(30L + random.nextInt(300));
    }

    /** The waits that are running when it is silent. */
    private static Map<Phase, Duration> running(
            boolean stream, Silence silence, Map<Phase, Duration> waits) {
        Map<Phase, Duration> running = new EnumMap<>(waits);
        boolean begun = silence == Silence.WITHIN_THE_ANSWER;
        // A plain answer may be thought about as long as the deadline allows, but once it has
        // begun it goes on.
        if (!stream || begun) {
            running.remove(Phase.FIRST_TOKEN);
        }
        if (stream ? !begun : silence == Silence.BEFORE_THE_HEAD) {
            running.remove(Phase.IDLE);
        }
        return running;
    }

    private static Reply silent(
            Silence silence, boolean stream, VendorWords words, CountDownLatch released) {
        return switch (silence) {
            case BEFORE_THE_HEAD -> Reply.silent(released);
            case AFTER_THE_HEAD ->
                    (connection, _) -> {
                        connection.streamHead();
                        released.await();
                        connection.drop();
                    };
            case WITHIN_THE_ANSWER ->
                    Reply.hangingAfter(
                            stream ? words.parts(true, "so far") : "{\"model\":", released);
        };
    }

    private static ProviderFailure failure(
            ChatProvider provider, boolean stream, Map<Phase, Duration> waits)
            throws InterruptedException {
        RequestBody body =
                RequestBody.parse(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                                .getBytes(StandardCharsets.UTF_8));
        Instant deadline = Instant.now().plus(waits.getOrDefault(Phase.TOTAL, LONG));
        try {
            provider.chat(
                    new ChatCall("m", body, stream, deadline), (_, _) -> {}, new Cancellation());
        } catch (ProviderException e) {
            return e.failure();
        }
        throw new AssertionError("it answered");
    }
}
