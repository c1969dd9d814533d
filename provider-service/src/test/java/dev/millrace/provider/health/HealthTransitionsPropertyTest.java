package dev.millrace.provider.health;

import static dev.millrace.events.ProviderHealth.DEGRADED;
import static dev.millrace.events.ProviderHealth.DOWN;
import static dev.millrace.events.ProviderHealth.HEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ProviderHealth;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every sequence of signals. */
class HealthTransitionsPropertyTest {

    private static final int TRIES = 300;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Signal ANSWERED = new Signal.Answered();
    private static final Signal UNREACHABLE = new Signal.Unreachable();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private Thresholds thresholds() {
        int degraded = 1 + random.nextInt(4);
        int better = random.nextInt(30);
        return new Thresholds(
                degraded,
                degraded + random.nextInt(6),
                1 + random.nextInt(5),
                1 + random.nextInt(50),
                better + 1 + random.nextInt(60),
                better);
    }

    private Signal signal() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> ANSWERED;
            case 3, 4 -> UNREACHABLE;
            case 5 -> new Signal.Faulty();
            case 6 -> new Signal.Refused();
            default -> {
                int ended = random.nextInt(100);
                yield new Signal.Calls(ended, ended == 0 ? 0 : random.nextInt(ended + 1));
            }
        };
    }

    /** A state that signals lead to. */
    private State any(Thresholds thresholds) {
        State state = State.UNKNOWN;
        for (int n = random.nextInt(40); n > 0; n--) {
            state = state.after(signal(), thresholds, START.plusSeconds(n));
        }
        return state;
    }

    private static State repeated(State state, Signal signal, int times, Thresholds thresholds) {
        State reached = state;
        for (int n = 0; n < times; n++) {
            reached = reached.after(signal, thresholds, START);
        }
        return reached;
    }

    @Test
    void aProviderIsDownAfterSoManyFailuresInARowAndNotBefore() {
        for (int i = 0; i < TRIES; i++) {
            Thresholds thresholds = thresholds();
            List<Signal> signals = new ArrayList<>();
            State state = State.UNKNOWN;
            int inARow = 0;
            for (int n = 0; n < 60; n++) {
                Signal signal = signal();
                signals.add(signal);
                ProviderHealth before = state.health();
                state = state.after(signal, thresholds, START.plusSeconds(n));
                inARow =
                        switch (signal) {
                            case Signal.Answered _ -> 0;
                            case Signal.Calls _ -> inARow;
                            default -> inARow + 1;
                        };
                if (state.health() == DOWN && before != DOWN) {
                    assertThat(inARow)
                            .as("seed %d, %s, %s", seed, thresholds, signals)
                            .isGreaterThanOrEqualTo(thresholds.downAfter());
                }
                if (signal.equals(UNREACHABLE) && inARow >= thresholds.downAfter()) {
                    assertThat(state.health())
                            .as("seed %d, %s, %s", seed, thresholds, signals)
                            .isEqualTo(DOWN);
                }
            }
        }
    }

    @Test
    void oneThatWasDownIsHealthyAfterSoManyAnswersInARowAndNotBefore() {
        for (int i = 0; i < TRIES; i++) {
            Thresholds thresholds = thresholds();
            State down = repeated(any(thresholds), UNREACHABLE, thresholds.downAfter(), thresholds);
            assertThat(down.health()).as("seed %d", seed).isEqualTo(DOWN);
            int needed = thresholds.healthyAfter();
            State before = repeated(down, ANSWERED, needed - 1, thresholds);
            assertThat(before.health())
                    .as("seed %d, %s", seed, thresholds)
                    .isEqualTo(needed == 1 ? DOWN : DEGRADED);
            assertThat(repeated(down, ANSWERED, needed, thresholds).health())
                    .as("seed %d, %s", seed, thresholds)
                    .isEqualTo(HEALTHY);
        }
    }

    @Test
    void theMomentOfTheLastChangeMovesWithTheHealthAlone() {
        for (int i = 0; i < TRIES; i++) {
            Thresholds thresholds = thresholds();
            State state = State.UNKNOWN;
            for (int n = 0; n < 60; n++) {
                Instant now = START.plusSeconds(n);
                State after = state.after(signal(), thresholds, now);
                assertThat(after.since())
                        .as("seed %d, %s then %s", seed, state, after)
                        .isEqualTo(after.health() == state.health() ? state.since() : now);
                state = after;
            }
        }
    }

    @Test
    void onlyAHealthyProviderHasNoReason() {
        for (int i = 0; i < TRIES; i++) {
            State state = any(thresholds());
            assertThat(state.reason() == Reason.NONE)
                    .as("seed %d, %s", seed, state)
                    .isEqualTo(state.health() == null || state.health() == HEALTHY);
        }
    }

    @Test
    void aShareOfFaultsDegradesAndBetweenTheThresholdsNothingChanges() {
        for (int i = 0; i < TRIES; i++) {
            Thresholds thresholds = thresholds();
            State healthy = repeated(State.UNKNOWN, ANSWERED, 1, thresholds);
            long calls = thresholds.fewestCalls() * 100L;
            long bad = thresholds.worse() * (long) thresholds.fewestCalls();
            State degraded =
                    healthy.after(new Signal.Calls(calls, bad), thresholds, START.plusSeconds(1));
            assertThat(degraded.health()).as("seed %d, %s", seed, thresholds).isEqualTo(DEGRADED);
            assertThat(healthy.after(new Signal.Calls(calls, bad - 1), thresholds, START))
                    .isEqualTo(healthy);
            // Single successes do not end it, and neither does a share between the two.
            State same = repeated(degraded, ANSWERED, 50, thresholds);
            assertThat(same.health()).as("seed %d, %s", seed, thresholds).isEqualTo(DEGRADED);
            long middling = thresholds.better() * (long) thresholds.fewestCalls() + 1;
            if (middling < bad) {
                assertThat(
                                repeated(
                                                degraded,
                                                new Signal.Calls(calls, middling),
                                                50,
                                                thresholds)
                                        .health())
                        .as("seed %d, %s", seed, thresholds)
                        .isEqualTo(DEGRADED);
            }
            assertThat(
                            repeated(
                                            degraded,
                                            new Signal.Calls(calls, 0),
                                            thresholds.healthyAfter(),
                                            thresholds)
                                    .health())
                    .as("seed %d, %s", seed, thresholds)
                    .isEqualTo(HEALTHY);
        }
    }

    @Test
    void whatAProviderSaysOfARequestDoesNotMakeItIll() {
        List<ProviderFailure> refusals =
                List.of(
                        new ProviderFailure.RateLimited(null, ""),
                        new ProviderFailure.InvalidRequest(null, ""),
                        new ProviderFailure.ContextTooLong(""),
                        new ProviderFailure.ContentFiltered(""),
                        new ProviderFailure.ModelNotFound(""),
                        new ProviderFailure.Cancelled(),
                        new ProviderFailure.Timeout(Phase.TOTAL),
                        new ProviderFailure.LimitReached());
        for (int i = 0; i < TRIES; i++) {
            Thresholds thresholds = thresholds();
            State state = repeated(State.UNKNOWN, ANSWERED, 1, thresholds);
            for (int n = 0; n < 30; n++) {
                Signal signal = Signal.ofCall(refusals.get(random.nextInt(refusals.size())));
                state = signal == null ? state : state.after(signal, thresholds, START);
            }
            assertThat(state.health()).as("seed %d", seed).isEqualTo(HEALTHY);
        }
    }

    @Test
    void pausesVaryByTheJitterAndAreShortWhileAProviderIsIll() {
        for (int i = 0; i < TRIES; i++) {
            Thresholds thresholds = thresholds();
            int jitter = random.nextInt(51);
            Duration interval = Duration.ofMillis(1_000 + random.nextInt(100_000));
            Duration recheck = Duration.ofMillis(100 + random.nextInt(900));
            HealthProperties properties =
                    new HealthProperties(
                            interval, recheck, jitter, Duration.ofSeconds(20), thresholds);
            State state = any(thresholds);
            Duration pause = properties.pause(state, random.nextDouble());
            boolean soon =
                    (state.health() != null || state.failures() > 0)
                            && !state.isSettled()
                            && state.reason() != Reason.CREDENTIAL_REFUSED;
            Duration usual = soon ? recheck : interval;
            assertThat(pause)
                    .as("seed %d, %s, jitter %d", seed, state, jitter)
                    .isBetween(
                            usual.multipliedBy(100 - jitter).dividedBy(100).minusMillis(1),
                            usual.multipliedBy(100 + jitter).dividedBy(100).plusMillis(1));
        }
    }
}
