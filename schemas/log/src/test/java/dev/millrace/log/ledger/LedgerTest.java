package dev.millrace.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.ledger.Checkpoint.Unfinished;
import dev.millrace.log.ledger.Ledger.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    @Test
    void nothingIsDeliveredBeforeTheFirstCommitOfAHolding() {
        Ledger ledger = new Ledger(Checkpoint.startingAt(5), 10);
        assertThat(ledger.canDeliver(5)).isFalse();
        ledger.recorded(ledger.checkpoint());
        assertThat(ledger.canDeliver(5)).isTrue();
    }

    @Test
    void theLowestUnfinishedOffsetIsCommittedAndTheOthersAreListed() {
        Ledger ledger = opened(Checkpoint.startingAt(5), 100);
        for (long offset : new long[] {5, 6, 7, 9, 12}) {
            assertThat(ledger.deliver(offset)).isEqualTo(Verdict.START);
        }
        ledger.finish(5);
        ledger.finish(9);
        assertThat(ledger.checkpoint())
                .isEqualTo(new Checkpoint(6, 13, false, list(6, 1, 7, 1, 12, 1)));
        ledger.finish(6);
        ledger.finish(7);
        ledger.finish(12);
        assertThat(ledger.checkpoint()).isEqualTo(new Checkpoint(13, 13, false, List.of()));
    }

    @Test
    void afterACleanEndTheListedComeAgainAsOftenAsBeforeAndTheUnlistedDoNot() {
        Ledger ledger = opened(Checkpoint.startingAt(0), 3);
        deliverAll(ledger, 0, 3);
        ledger.finish(1);
        Checkpoint last = ledger.lastCheckpoint();
        assertThat(last).isEqualTo(new Checkpoint(0, 3, true, list(0, 0, 2, 0)));

        Ledger next = opened(last, 4);
        assertThat(next.deliver(0)).isEqualTo(Verdict.START);
        assertThat(next.deliver(1)).isEqualTo(Verdict.FINISHED);
        assertThat(next.deliver(2)).isEqualTo(Verdict.START);
        assertThat(next.deliver(3)).isEqualTo(Verdict.START);
    }

    @Test
    void afterACrashASecondTryWaitsForItsRecord() {
        Ledger ledger = opened(new Checkpoint(0, 3, false, list(0, 1, 2, 1)), 3);
        assertThat(ledger.deliver(0)).isEqualTo(Verdict.START_RECORDED);
        assertThat(ledger.mayStart(0)).isFalse();
        ledger.recorded(ledger.checkpoint());
        assertThat(ledger.mayStart(0)).isTrue();
        assertThat(ledger.checkpoint().unfinished()).isEqualTo(list(0, 2, 2, 1));
    }

    @Test
    void afterACrashWhatMayHaveBeenRunningUnrecordedCountsAsCrashedOnce() {
        Ledger ledger = opened(new Checkpoint(4, 4, false, List.of()), 6);
        assertThat(ledger.deliver(4)).isEqualTo(Verdict.START_RECORDED);
        assertThat(ledger.deliver(5)).isEqualTo(Verdict.START_RECORDED);
        assertThat(ledger.deliver(6)).as("came after the crash").isEqualTo(Verdict.START);
    }

    @Test
    void aSuspectIsCountedOnlyWhenItsTurnComes() {
        Ledger ledger = opened(new Checkpoint(0, 2, false, list(0, 2, 1, 2)), 2);
        assertThat(ledger.deliver(0)).isEqualTo(Verdict.START_ALONE);
        assertThat(ledger.deliver(1)).isEqualTo(Verdict.START_ALONE);
        ledger.turn(0);
        assertThat(ledger.mayStart(0)).isFalse();
        Checkpoint counted = ledger.checkpoint();
        assertThat(counted.unfinished()).isEqualTo(list(0, 3, 1, 2));
        ledger.recorded(counted);
        assertThat(ledger.mayStart(0)).isTrue();

        Ledger afterTheThirdCrash = opened(counted, 2);
        assertThat(afterTheThirdCrash.deliver(0)).isEqualTo(Verdict.POISON);
        assertThat(afterTheThirdCrash.deliver(1)).isEqualTo(Verdict.START_ALONE);
    }

    @Test
    void theThirdFailureIsPoisonAlsoWhenCrashesWereAmongThem() {
        Ledger ledger = opened(Checkpoint.startingAt(0), 1);
        ledger.deliver(0);
        assertThat(ledger.fail(0)).isTrue();
        assertThat(ledger.fail(0)).isTrue();
        assertThat(ledger.fail(0)).isFalse();
        assertThat(ledger.lastCheckpoint().unfinished()).isEqualTo(list(0, 3));

        Ledger crashed = opened(new Checkpoint(0, 1, false, list(0, 1)), 1);
        crashed.deliver(0);
        assertThat(crashed.fail(0)).isTrue();
        assertThat(crashed.fail(0)).isFalse();
    }

    @Test
    void aThousandUnfinishedPauseThePartitionUntilOneIsFinished() {
        Ledger ledger = opened(Checkpoint.startingAt(0), 5_000);
        for (int offset = 0; offset < Ledger.MOST_UNFINISHED; offset++) {
            if (!ledger.canDeliver(offset)) {
                ledger.recorded(ledger.checkpoint());
            }
            assertThat(ledger.canDeliver(offset)).isTrue();
            ledger.deliver(offset);
        }
        ledger.recorded(ledger.checkpoint());
        assertThat(ledger.canDeliver(Ledger.MOST_UNFINISHED)).isFalse();
        ledger.finish(500);
        assertThat(ledger.canDeliver(Ledger.MOST_UNFINISHED)).isTrue();
    }

    @Test
    void oneHangingRecordPausesThePartitionTwentyThousandOffsetsLater() {
        Ledger ledger = opened(Checkpoint.startingAt(0), 50_000);
        for (int offset = 0; offset < Ledger.WIDEST_SPAN; offset++) {
            ledger.recorded(ledger.checkpoint());
            assertThat(ledger.canDeliver(offset)).isTrue();
            ledger.deliver(offset);
            if (offset > 0) {
                ledger.finish(offset);
            }
        }
        ledger.recorded(ledger.checkpoint());
        assertThat(ledger.canDeliver(Ledger.WIDEST_SPAN)).isFalse();
        ledger.finish(0);
        assertThat(ledger.canDeliver(Ledger.WIDEST_SPAN)).isTrue();
    }

    @Test
    void aGapWiderThanWhatMayBeUnrecordedOnlyWaitsForACommit() {
        Ledger ledger = opened(Checkpoint.startingAt(0), 50_000);
        ledger.reached(40_000);
        assertThat(ledger.canDeliver(40_000)).isFalse();
        ledger.recorded(ledger.checkpoint());
        assertThat(ledger.canDeliver(40_000)).isTrue();
    }

    @Test
    void listedOffsetsThatWereTrimmedCountAsFinished() {
        Ledger ledger = opened(new Checkpoint(0, 10, false, list(0, 1, 4, 1, 8, 1)), 10);
        ledger.reached(6);
        assertThat(ledger.checkpoint()).isEqualTo(new Checkpoint(8, 10, false, list(8, 1)));
    }

    @Test
    void aLogThatBeginsAgainBelowTheCommitIsDoneFromThere() {
        Ledger ledger = opened(new Checkpoint(100, 110, false, list(100, 1)), 110);
        assertThat(ledger.deliver(3)).isEqualTo(Verdict.START);
        assertThat(ledger.deliver(4)).isEqualTo(Verdict.START);
        assertThat(ledger.checkpoint())
                .isEqualTo(new Checkpoint(3, 5, false, list(3, 1, 4, 1), 110));
    }

    @Test
    void whatIsNotOpenIsNeitherFinishedNorFailed() {
        Ledger ledger = opened(Checkpoint.startingAt(0), 1);
        long changes = ledger.changes();
        ledger.finish(17);
        assertThat(ledger.fail(17)).isTrue();
        assertThat(ledger.mayStart(17)).isFalse();
        ledger.turn(17);
        assertThat(ledger.changes()).isEqualTo(changes);
    }

    private static Ledger opened(Checkpoint from, long logEnd) {
        Ledger ledger = new Ledger(from, logEnd);
        ledger.recorded(ledger.checkpoint());
        return ledger;
    }

    private static void deliverAll(Ledger ledger, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            ledger.deliver(offset);
        }
    }

    private static List<Unfinished> list(long... offsetsAndTries) {
        return java.util.stream.IntStream.range(0, offsetsAndTries.length / 2)
                .mapToObj(
                        i ->
                                new Unfinished(
                                        offsetsAndTries[2 * i], (int) offsetsAndTries[2 * i + 1]))
                .toList();
    }
}
