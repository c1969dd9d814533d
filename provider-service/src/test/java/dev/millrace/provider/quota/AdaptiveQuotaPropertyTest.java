package dev.millrace.provider.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Lane;
import dev.millrace.provider.attempt.Cancellation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * After a vendor said that its rate is used up, half of what was in flight may be; more comes back
 * step by step, one call is always possible, and no bound of the operator's or of ours is passed.
 */
class AdaptiveQuotaPropertyTest {

    private static final int TRIES = 100;
    private static final int STEPS = 60;

    @Test
    void callsInFlightShrinkByHalfAndGrowByStepsWithinTheirBounds() throws Exception {
        long seed = new Random().nextLong();
        for (int i = 0; i < TRIES; i++) {
            check(seed + i);
        }
    }

    private static void check(long seed) throws Exception {
        Random random = new Random(seed);
        int usual = 1 + random.nextInt(64);
        Integer operators = random.nextBoolean() ? null : 1 + random.nextInt(32);
        try (Quotas quotas = new Quotas(new QuotaProperties(usual, 8, Duration.ofHours(1)))) {
            int bound = operators == null ? usual : Math.min(usual, operators);
            // How many calls the vendor's refusals leave: told without the code that counts.
            long adaptive = Integer.MAX_VALUE;
            Deque<Slots.Slot> taken = new ArrayDeque<>();
            Slots slots = quotas.of("p", operators, Lane.INTERACTIVE);
            for (int step = 0; step < STEPS; step++) {
                String where =
                        "seed %d, step %d: usual %d, operator's %s, adaptive %d, in flight %d"
                                .formatted(seed, step, usual, operators, adaptive, taken.size());
                switch (random.nextInt(6)) {
                    case 0 -> {
                        quotas.limited("p");
                        adaptive = Math.max(1, taken.size() / 2);
                    }
                    case 1 -> {
                        quotas.endWindows();
                        if (adaptive > usual) {
                            adaptive = Integer.MAX_VALUE;
                        } else {
                            adaptive += Math.max(1, adaptive / 8);
                        }
                    }
                    case 2 -> {
                        if (!taken.isEmpty()) {
                            taken.removeFirst().close();
                        }
                    }
                    default -> {
                        long most = Math.max(1, Math.min(bound, adaptive));
                        Slots.Slot slot = slots.take(Duration.ZERO, new Cancellation());
                        assertThat(slot != null).as(where).isEqualTo(taken.size() < most);
                        if (slot != null) {
                            taken.addLast(slot);
                        }
                    }
                }
                assertThat(slots.taken())
                        .as(where)
                        .isEqualTo(taken.size())
                        .isLessThanOrEqualTo(bound);
            }
            // What another provider may is its own business.
            Slots other = quotas.of("q", null, Lane.INTERACTIVE);
            Objects.requireNonNull(other.take(Duration.ZERO, new Cancellation())).close();
            taken.forEach(Slots.Slot::close);
            // Time heals everything.
            for (int window = 0; window < 100; window++) {
                quotas.endWindows();
            }
            Deque<Slots.Slot> all = new ArrayDeque<>();
            for (int n = 0; n < bound; n++) {
                all.add(
                        Objects.requireNonNull(
                                slots.take(Duration.ZERO, new Cancellation()), "seed " + seed));
            }
            assertThat(slots.take(Duration.ZERO, new Cancellation())).as("seed %d", seed).isNull();
            all.forEach(Slots.Slot::close);
        }
    }
}
