package dev.millrace.log.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.publish.Pace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final Gathering gathering = new Gathering(Pace.BULK, 500);
    private final long start = System.nanoTime();

    @Test
    void anIdleReaderAsksAtOnce() {
        assertThat(gathering.pause(start, LONG)).isZero();
        gathering.polled(0, start);
        assertThat(gathering.pause(start, LONG)).isZero();
    }

    @Test
    void afterSomeRecordsOthersGather() {
        gathering.polled(3, start);
        assertThat(gathering.pause(start, LONG)).isEqualTo(Pace.BULK.gathering());
        assertThat(gathering.pause(after(Duration.ofMillis(30)), LONG))
                .isEqualTo(Duration.ofMillis(20));
        assertThat(gathering.pause(after(Pace.BULK.gathering()), LONG)).isZero();
    }

    @Test
    void aPauseIsNotLongerThanItsCallerCanWait() {
        gathering.polled(3, start);
        assertThat(gathering.pause(start, Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void whereThereIsMoreThanCouldBeTakenNothingWaits() {
        gathering.polled(500, start);
        assertThat(gathering.pause(start, LONG)).isZero();
    }

    @Test
    void wherePeopleWaitNothingGathers() {
        Gathering interactive = new Gathering(Pace.INTERACTIVE, 500);
        interactive.polled(3, start);
        assertThat(interactive.pause(start, LONG)).isZero();
    }

    private long after(Duration time) {
        return start + time.toNanos();
    }
}
