package dev.millrace.provider.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Lane;
import dev.millrace.provider.attempt.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SlotsTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final AtomicInteger limit = new AtomicInteger(2);
    private final Slots slots = new Slots(limit::get);

    @Test
    void noMoreThanTheLimitAreTaken() throws Exception {
        Slots.Slot first = taken(slots);
        assertThat(slots.take(SHORT, new Cancellation())).isNotNull();
        assertThat(slots.take(SHORT, new Cancellation())).isNull();
        first.close();
        first.close();
        assertThat(slots.taken()).isEqualTo(1);
        assertThat(slots.take(SHORT, new Cancellation())).isNotNull();
    }

    @Test
    void whoWaitsGetsTheSlotThatComesFree() throws Exception {
        limit.set(1);
        Slots.Slot first = taken(slots);
        Thread waiter = Thread.ofVirtual().start(() -> hold(slots));
        await().until(() -> slots.waiting() == 1);
        first.close();
        waiter.join();
        assertThat(slots.taken()).isZero();
    }

    private static Slots.Slot taken(Slots slots) throws InterruptedException {
        return java.util.Objects.requireNonNull(slots.take(SHORT, new Cancellation()));
    }

    private static void hold(Slots slots) {
        try (var slot = slots.take(LONG, new Cancellation())) {
            assertThat(slot).isNotNull();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCancelEndsTheWait() throws Exception {
        limit.set(1);
        var _ = slots.take(SHORT, new Cancellation());
        Cancellation cancellation = new Cancellation();
        Thread canceller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    await().until(() -> slots.waiting() == 1);
                                    cancellation.cancel();
                                });
        assertThat(slots.take(LONG, cancellation)).isNull();
        canceller.join();
    }

    @Test
    void aLimitThatGrowsIsNoticed() throws Exception {
        limit.set(1);
        var _ = slots.take(SHORT, new Cancellation());
        Thread grower =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    await().until(() -> slots.waiting() == 1);
                                    limit.set(2);
                                });
        assertThat(slots.take(LONG, new Cancellation())).isNotNull();
        grower.join();
    }

    @Test
    void lanesAndProvidersShareNoSlots() throws Exception {
        List<Slots.Slot> taken = new ArrayList<>();
        try (Quotas quotas = new Quotas(new QuotaProperties(1, 1, Duration.ofSeconds(1)))) {
            for (String provider : List.of("a", "b")) {
                for (Lane lane : Lane.values()) {
                    taken.add(taken(quotas.of(provider, null, lane)));
                }
            }
            assertThat(taken).hasSize(4);
            assertThat(quotas.of("a", null, Lane.BULK).take(SHORT, new Cancellation())).isNull();
        }
    }

    @Test
    void anInstancesShareOfALimitIsItsShareOfTheWork() throws Exception {
        try (Quotas quotas = new Quotas(new QuotaProperties(100, 100, Duration.ofHours(1)))) {
            quotas.holds(Lane.INTERACTIVE, 2, 6);
            assertThat(fit(quotas, "a", 10, Lane.INTERACTIVE)).isEqualTo(3);
            assertThat(fit(quotas, "a", 10, Lane.BULK)).as("the whole of it").isEqualTo(10);
            assertThat(fit(quotas, "b", 2, Lane.INTERACTIVE)).as("at least one").isEqualTo(1);
            quotas.holds(Lane.INTERACTIVE, 6, 6);
            assertThat(fit(quotas, "c", 10, Lane.INTERACTIVE)).isEqualTo(10);
            quotas.holds(Lane.INTERACTIVE, 1, 6);
            assertThat(quotas.of("d", null, Lane.INTERACTIVE).take(SHORT, new Cancellation()))
                    .isNotNull();
        }
    }

    /** So many slots there are. */
    private static int fit(Quotas quotas, String provider, int most, Lane lane) throws Exception {
        int taken = 0;
        while (quotas.of(provider, most, lane).take(Duration.ZERO, new Cancellation()) != null) {
            taken++;
        }
        return taken;
    }

    @Test
    void aModelOfWhichNothingIsLeftLeavesTheOthersAlone() {
        try (Quotas quotas = new Quotas(new QuotaProperties(1, 1, Duration.ofSeconds(1)))) {
            quotas.emptyFor("a", "embedder", Duration.ofMinutes(1));
            assertThat(quotas.emptyFor("a", "embedder")).isPositive();
            assertThat(quotas.emptyFor("a", "chat")).isZero();
            assertThat(quotas.emptyFor("b", "embedder")).isZero();
        }
    }

    @Test
    void bulkShrinksWhenInteractiveCallsBecomeSlow() throws Exception {
        try (Quotas quotas = new Quotas(new QuotaProperties(10, 16, Duration.ofHours(1)))) {
            for (long millis : new long[] {50, 500}) {
                for (int i = 0; i < 10; i++) {
                    quotas.observe("a", millis);
                }
                quotas.endWindows();
            }
            assertThat(fits(quotas.of("a", null, Lane.BULK), 8)).isTrue();
            assertThat(fits(quotas.of("a", null, Lane.BULK), 9)).isFalse();
            assertThat(fits(quotas.of("a", null, Lane.INTERACTIVE), 10)).isTrue();
            assertThat(fits(quotas.of("b", null, Lane.BULK), 16)).isTrue();
        }
    }

    private static boolean fits(Slots slots, int count) throws InterruptedException {
        List<Slots.Slot> taken = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Slots.Slot slot = slots.take(Duration.ZERO, new Cancellation());
                if (slot == null) {
                    return false;
                }
                taken.add(slot);
            }
            return true;
        } finally {
            taken.forEach(Slots.Slot::close);
        }
    }
}
