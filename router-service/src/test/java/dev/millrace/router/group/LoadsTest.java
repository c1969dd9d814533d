package dev.millrace.router.group;

import static dev.millrace.router.Samples.NOON;
import static dev.millrace.router.Samples.OWNER;
import static dev.millrace.router.Samples.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.Lane;
import dev.millrace.events.Usage;
import dev.millrace.router.catalog.CatalogView;
import dev.millrace.router.catalog.Offer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadsTest {

    private final Time time = new Time();
    private final Loads loads = new Loads(time);
    private final Offer offer = offered();

    @Test
    void nothingIsKnownOfWhoWasNotCalled() {
        assertThat(loads.apply(offer)).isEqualTo(Load.UNKNOWN);
    }

    @Test
    void newerAnswersCountMore() {
        for (int i = 0; i < 50; i++) {
            loads.on(succeeded(1_000L));
        }
        assertThat(loads.apply(offer).millis()).isCloseTo(1_000.0, within(1.0));
        for (int i = 0; i < 20; i++) {
            loads.on(succeeded(100L));
        }
        assertThat(loads.apply(offer).millis()).isCloseTo(100.0, within(20.0));
    }

    @Test
    void anAnswerThatWasNotStreamedTookTheWholeTime() {
        loads.on(
                attempt(AttemptEnding.SUCCEEDED, null)
                        .setStartedAt(time.now.minusMillis(700))
                        .build());

        assertThat(loads.apply(offer).millis()).isEqualTo(700.0);
    }

    @Test
    void failuresOfTheProviderCountAndFadeAndOneAloneProvesLittle() {
        loads.on(failed("upstream_error"));
        assertThat(loads.apply(offer).failing()).isLessThan(0.4);
        for (int i = 0; i < 30; i++) {
            loads.on(failed(i % 2 == 0 ? "upstream_timeout" : "rate_limit_exceeded"));
        }
        assertThat(loads.apply(offer).failing()).isGreaterThan(0.9);

        time.now = time.now.plusSeconds(180);
        assertThat(loads.apply(offer).failing()).isBetween(0.01, 0.25);
        time.now = time.now.plusSeconds(180);
        assertThat(loads.apply(offer)).isEqualTo(Load.UNKNOWN);
    }

    @Test
    void whatTheCallerSpoiledAndWhatWasCancelledSaysNothing() {
        loads.on(failed("invalid_value"));
        loads.on(failed("context_length_exceeded"));
        loads.on(failed("content_filter"));
        loads.on(attempt(AttemptEnding.CANCELLED, "cancelled").build());

        assertThat(loads.apply(offer)).isEqualTo(Load.UNKNOWN);
    }

    @Test
    void whatEndedLongAgoSaysNothing() {
        AttemptEnded old =
                attempt(AttemptEnding.FAILED, "upstream_error")
                        .setEndedAt(time.now.minusSeconds(301))
                        .build();

        loads.on(old);

        assertThat(loads.apply(offer)).isEqualTo(Load.UNKNOWN);
    }

    private AttemptEnded succeeded(long firstToken) {
        return attempt(AttemptEnding.SUCCEEDED, null).setFirstTokenMillis(firstToken).build();
    }

    private AttemptEnded failed(String code) {
        return attempt(AttemptEnding.FAILED, code).build();
    }

    private AttemptEnded.Builder attempt(AttemptEnding ending, @Nullable String code) {
        return AttemptEnded.newBuilder()
                .setAttemptId("a")
                .setRequestId("r")
                .setOwner(OWNER)
                .setLane(Lane.INTERACTIVE)
                .setProvider("p")
                .setModel("m")
                .setStartedAt(time.now.minusSeconds(3))
                .setEndedAt(time.now)
                .setEnding(ending)
                .setFailureCode(code)
                .setUsage(Usage.newBuilder().build());
    }

    private static Offer offered() {
        CatalogView catalog = new CatalogView();
        catalog.on("model/p/m", offer("p", "m").build());
        return catalog.get().offers().getFirst();
    }

    private static final class Time extends Clock {

        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
