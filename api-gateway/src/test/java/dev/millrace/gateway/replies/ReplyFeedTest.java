package dev.millrace.gateway.replies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.events.ReplyAddress;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplyFeedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final FakeReplies replies = new FakeReplies();
    private final Pulse pulse = new Pulse();

    @AfterEach
    void close() {
        pulse.close();
    }

    @Test
    void whoIsTooSlowForTheLiveReaderReadsAgainAndMissesNothing() throws InterruptedException {
        try (ReplyFeed feed = ReplyFeed.live(replies, Records.ID, new ReplyAddress(0, 0L), pulse)) {
            for (int i = 0; i < 5000; i++) {
                replies.write(Records.chunk("a", i, "content", "x"));
            }
            replies.write(Records.finished("a", 5000, "[]"));

            List<Long> offsets = new ArrayList<>();
            while (offsets.size() < 5001) {
                feed.next(PATIENCE).forEach(r -> offsets.add(r.offset()));
            }

            assertThat(offsets).isSorted().doesNotHaveDuplicates().hasSize(5001);
        }
        assertThat(replies.waiting()).isZero();
    }

    @Test
    void whoComesBackReadsFromWhereTheAnswerBegan() throws InterruptedException {
        replies.write(Records.chunk("a", 0, "content", "x"));
        replies.write(Records.finished("a", 1, "[]"));
        try (ReplyFeed feed =
                ReplyFeed.again(replies, Records.ID, new ReplyAddress(0, 0L), pulse)) {
            List<Reply> read = new ArrayList<>();
            while (read.size() < 2) {
                read.addAll(feed.next(PATIENCE));
            }
            assertThat(read.getLast()).isInstanceOf(Reply.End.class);
        }
    }

    @Test
    void whatTheLogNoLongerHasIsExpired() {
        replies.trim();
        try (ReplyFeed feed =
                ReplyFeed.again(replies, Records.ID, new ReplyAddress(0, 0L), pulse)) {
            assertThat(
                            catchThrowableOfType(
                                            ApiException.class,
                                            () -> {
                                                while (true) {
                                                    feed.next(PATIENCE);
                                                }
                                            })
                                    .code())
                    .isEqualTo(ErrorCode.STREAM_EXPIRED);
        }
    }

    @Test
    void whoeverIsWokenLooksUpAtOnce() throws InterruptedException {
        try (ReplyFeed feed = ReplyFeed.live(replies, Records.ID, new ReplyAddress(0, 0L), pulse)) {
            feed.wake();

            long before = System.nanoTime();
            assertThat(feed.next(Duration.ofMinutes(1))).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(30));
        }
    }
}
