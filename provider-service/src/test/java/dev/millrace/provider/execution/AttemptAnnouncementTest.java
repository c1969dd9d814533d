package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.OutcomeReached;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which attempts the log hears of before they are made, and under which ids. */
class AttemptAnnouncementTest extends ExecutionListenerSetup {

    @Test
    void aCallThatMayHaveBeenMadeBeforeIsAnnouncedUnderTheIdItHad() throws Exception {
        Received<ExecutionReady> record = received(ready().make());
        listener.handle(record, false);
        String before = log.all(AttemptEnded.class).getFirst().getAttemptId();
        log.published.clear();

        listener.handle(record, true);
        assertThat(kinds())
                .containsExactly(
                        "AttemptStarted", "AttemptStarted", "AttemptEnded", "OutcomeReached");
        AttemptStarted earlier = log.all(AttemptStarted.class).getFirst();
        AttemptStarted own = log.all(AttemptStarted.class).getLast();
        assertThat(earlier.getAttemptId()).isEqualTo(before);
        assertThat(earlier.getStartedAt())
                .isEqualTo(record.timestamp().truncatedTo(ChronoUnit.MILLIS));
        assertThat(earlier.getProvider()).isEqualTo("first");
        assertThat(own.getAttemptId()).isNotEqualTo(before);
        assertThat(log.all(AttemptEnded.class).getFirst().getAttemptId())
                .isEqualTo(own.getAttemptId());
        assertThat(log.all(OutcomeReached.class).getFirst().getAttemptId())
                .contains(own.getAttemptId());
    }

    @Test
    void alsoWhenTheRequestIsOverMeanwhile() throws Exception {
        listener.handle(received(ready().deadline(Instant.now().minusSeconds(1)).make()), true);
        assertThat(kinds()).containsExactly("AttemptStarted", "OutcomeReached");
    }

    @Test
    void whatNobodyWasCalledForIsNotAnnounced() throws Exception {
        listener.handle(received(ready().models("gpt-*").make()), true);
        assertThat(kinds()).containsExactly("OutcomeReached");
    }

    @Test
    void bulkAttemptsAreAnnouncedOneByOne() throws Exception {
        Received<ExecutionReady> record = received(ready().bulk().make());
        listener.handle(record, false);
        listener.handle(record, true);
        assertThat(log.all(AttemptStarted.class))
                .extracting(AttemptStarted::getAttemptId)
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(
                        log.all(AttemptEnded.class).stream()
                                .map(AttemptEnded::getAttemptId)
                                .toList());
        assertThat(first.calls).hasSize(2);
    }

    @Test
    void whatIsAnnouncedIsNotCalledBeforeTheLogKnows() throws Exception {
        CompletableFuture<Position> acknowledgement = log.withhold(AttemptStarted.class);
        CompletableFuture<OutcomeReached> outcome = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        outcome.complete(run(ready().bulk()));
                    } catch (Exception | AssertionError e) {
                        outcome.completeExceptionally(e);
                    }
                });
        await().until(() -> !log.published.isEmpty());
        assertThat(outcome).isNotDone();
        assertThat(first.calls).isEmpty();
        acknowledgement.complete(new Position("millrace.attempts", 0, 0));
        assertThat(outcome.get().getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(first.calls).hasSize(1);
    }

    @Test
    void nobodyIsCalledWhenTheLogRefusesTheAnnouncement() {
        log.withhold(AttemptStarted.class)
                .completeExceptionally(new IllegalStateException("no log"));
        assertThatThrownBy(() -> handle(ready().bulk().make()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(first.calls).isEmpty();
    }
}
