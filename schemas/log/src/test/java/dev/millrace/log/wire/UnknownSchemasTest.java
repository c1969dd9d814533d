package dev.millrace.log.wire;

import static dev.millrace.log.wire.UnknownSchemas.Answer.GIVE_UP;
import static dev.millrace.log.wire.UnknownSchemas.Answer.KNOWN;
import static dev.millrace.log.wire.UnknownSchemas.Answer.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class UnknownSchemasTest {

    private static final Schema STRANGER =
            new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"x.Y\",\"fields\":[]}");
    private static final long FINGERPRINT = Fingerprint.of(STRANGER);

    private final KnownSchemas known = new KnownSchemas();
    private final List<Consumer<Boolean>> loads = new ArrayList<>();
    private final MovedClock clock = new MovedClock();
    private final UnknownSchemas unknown = new UnknownSchemas(known, loads::add, clock);

    @Test
    void askingHasTheTopicLoadedAtMostOnceASecond() {
        for (int i = 0; i < 100; i++) {
            assertThat(unknown.ask(FINGERPRINT)).isEqualTo(WAIT);
        }
        assertThat(loads).hasSize(1);
        loads.getFirst().accept(true);
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(WAIT);
        assertThat(loads).hasSize(1);
        clock.move(Duration.ofMillis(1_100));
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(WAIT);
        assertThat(loads).hasSize(2);
    }

    @Test
    void aSchemaThatComesIsKnownAtOnce() {
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(WAIT);
        known.learn(
                Fingerprint.text(FINGERPRINT).getBytes(StandardCharsets.UTF_8),
                STRANGER.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(KNOWN);
    }

    @Test
    void patienceEndsWhenTheTopicWasReadInVain() {
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(WAIT);
        loads.getLast().accept(true);
        clock.move(Duration.ofSeconds(61));
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(WAIT);
        loads.getLast().accept(true);
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(GIVE_UP);
    }

    @Test
    void aLogThatIsAwayTurnsNothingIntoDeadLetters() {
        for (int minute = 0; minute < 10; minute++) {
            assertThat(unknown.ask(FINGERPRINT)).isEqualTo(WAIT);
            loads.getLast().accept(false);
            clock.move(Duration.ofMinutes(1));
        }
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(WAIT);
    }

    @Test
    void aSchemaThatWasGivenUpIsStillLookedFor() {
        unknown.ask(FINGERPRINT);
        loads.getLast().accept(true);
        clock.move(Duration.ofSeconds(61));
        unknown.ask(FINGERPRINT);
        loads.getLast().accept(true);
        clock.move(Duration.ofSeconds(10));
        int before = loads.size();
        assertThat(unknown.ask(FINGERPRINT)).isEqualTo(GIVE_UP);
        assertThat(loads).hasSize(before + 1);
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-11-21T12:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

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
