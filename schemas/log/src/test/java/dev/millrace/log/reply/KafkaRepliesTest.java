package dev.millrace.log.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.embedded.EmbeddedKafka;
import dev.millrace.embedded.KafkaSettings;
import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.ledger.TestLog;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaRepliesTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Owner OWNER = new Owner("default", "default", "default");

    private static final TestLog LOG = TestLog.instance(0);
    private final Replies replies = LOG.log.replies();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String id = UUID.randomUUID().toString();

    /** What a waiter was told, in words. */
    private static class Notes implements ReplyHandler {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void onChunk(ReplyChunk chunk, long offset) {
            told.add(chunk.getRequestId() + " " + chunk.getSequence() + " @" + offset);
        }

        @Override
        public void onFinish(RequestFinished finish, long offset) {
            told.add(finish.getRequestId() + " " + finish.getEnding() + " @" + offset);
        }
    }

    @BeforeEach
    void start() {
        replies.start();
        await().atMost(LONG).until(replies::ready);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        replies.close();
    }

    @AfterAll
    static void closeLog() {
        LOG.close();
    }

    @Test
    void eachWaiterIsToldOfItsOwnRequestAndTheFirstFinishWins() {
        String other = UUID.randomUUID().toString();
        ReplyAddress address = replies.address();
        Notes mine = new Notes();
        Notes again = new Notes();
        Notes others = new Notes();
        var _ = replies.await(id, mine);
        var _ = replies.await(id, again);
        var _ = replies.await(other, others);

        chunk(address, id, 0);
        chunk(address, UUID.randomUUID().toString(), 0);
        LOG.writeRaw(Topics.REPLIES, address.getPartition(), "nobody", new byte[] {9});
        LOG.writeRaw(Topics.REPLIES, address.getPartition(), id, new byte[] {9});
        chunk(address, other, 0);
        chunk(address, id, 1);
        finish(address, id, Ending.COMPLETED);
        finish(address, id, Ending.FAILED);
        finish(address, other, Ending.CANCELLED);

        await().atMost(LONG).until(() -> others.told.size() == 2);
        long at = address.getPosition();
        assertThat(mine.told)
                .containsExactly(
                        id + " 0 @" + at, id + " 1 @" + (at + 5), id + " COMPLETED @" + (at + 6));
        assertThat(again.told).isEqualTo(mine.told);
        assertThat(others.told)
                .containsExactly(other + " 0 @" + (at + 4), other + " CANCELLED @" + (at + 8));
        await().until(() -> replies.address().getPosition() == at + 9);
    }

    @Test
    void aChunkOfALaterBuildWaitsForItsSchemaInOrderAndHoldsNobodyElseUp() {
        String other = UUID.randomUUID().toString();
        String field = "later" + UUID.randomUUID().toString().substring(0, 8);
        ReplyAddress address = replies.address();
        Notes mine = new Notes();
        Notes others = new Notes();
        var _ = replies.await(id, mine);
        var _ = replies.await(other, others);
        ReplyChunk later = chunkOf(id, 0);
        LOG.writeRaw(Topics.REPLIES, address.getPartition(), id, LOG.newer(later, field));
        chunk(address, id, 1);
        finish(address, id, Ending.COMPLETED);
        finish(address, other, Ending.COMPLETED);
        await().atMost(LONG).until(() -> others.told.size() == 1);
        assertThat(mine.told).isEmpty();

        LOG.announceNewer(later, field);
        await().atMost(LONG).until(() -> mine.told.size() == 3);
        long at = address.getPosition();
        assertThat(mine.told)
                .containsExactly(
                        id + " 0 @" + at, id + " 1 @" + (at + 1), id + " COMPLETED @" + (at + 2));
    }

    @Test
    void aClosedRegistrationHearsNothingAndAHandlerThatThrowsStopsNobody() {
        ReplyAddress address = replies.address();
        Notes closed = new Notes();
        Notes open = new Notes();
        replies.await(id, closed).close();
        var _ =
                replies.await(
                        id,
                        new ReplyHandler() {
                            @Override
                            public void onChunk(ReplyChunk chunk, long offset) {
                                throw new IllegalStateException();
                            }

                            @Override
                            public void onFinish(RequestFinished finish, long offset) {
                                throw new StackOverflowError();
                            }
                        });
        Replies.Registration twice = replies.await(id, open);
        chunk(address, id, 0);
        finish(address, id, Ending.COMPLETED);
        await().atMost(LONG).until(() -> open.told.size() == 2);
        twice.close();
        twice.close();
        assertThat(closed.told).isEmpty();
        assertThat(replies.ready()).isTrue();
    }

    @Test
    void aReplayTellsWhatTheLiveWaiterWasToldAndGoesOnLive() throws Exception {
        ReplyAddress address = replies.address();
        Notes live = new Notes();
        var _ = replies.await(id, live);
        for (int i = 0; i < 5; i++) {
            chunk(address, id, i);
            chunk(address, "other", i);
        }
        LOG.flush();
        await().atMost(LONG).until(() -> live.told.size() == 5);

        Notes replayed = new Notes();
        Future<Boolean> replay = threads.submit(() -> replies.replay(id, address, replayed));
        await().atMost(LONG).until(() -> replayed.told.size() == 5);
        assertThat(replay.isDone()).isFalse();
        chunk(address, id, 5);
        finish(address, id, Ending.COMPLETED);
        assertThat(replay.get()).isTrue();
        await().atMost(LONG).until(() -> live.told.size() == 7);
        assertThat(replayed.told).isEqualTo(live.told);

        Notes afterwards = new Notes();
        assertThat(replies.replay(id, address, afterwards)).isTrue();
        assertThat(afterwards.told).isEqualTo(live.told);
    }

    @Test
    void aReplayOfWhatWasTrimmedSaysSoAndTellsNothing() throws Exception {
        ReplyAddress address = replies.address();
        chunk(address, id, 0);
        chunk(address, id, 1);
        finish(address, id, Ending.COMPLETED);
        LOG.flush();
        LOG.deleteBelow(Topics.REPLIES.name(), address.getPartition(), address.getPosition() + 1);
        Notes notes = new Notes();
        assertThat(replies.replay(id, address, notes)).isFalse();
        assertThat(notes.told).isEmpty();
        ReplyAddress kept = new ReplyAddress(address.getPartition(), address.getPosition() + 1);
        assertThat(replies.replay(id, kept, notes)).isTrue();
        assertThat(notes.told).hasSize(2);
    }

    @Test
    void anInterruptedReplayEndsAtOnce() {
        CountDownLatch begun = new CountDownLatch(1);
        ReplyAddress address = replies.address();
        chunk(address, id, 0);
        Notes notes =
                new Notes() {
                    @Override
                    public void onChunk(ReplyChunk chunk, long offset) {
                        begun.countDown();
                    }
                };
        Future<?> replay = threads.submit(() -> replies.replay(id, address, notes));
        await().atMost(LONG).until(() -> begun.getCount() == 0);
        threads.shutdownNow();
        await().atMost(Duration.ofSeconds(2)).until(replay::isDone);
        assertThatThrownBy(replay::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void onlySoManyReplaysRunAtATimeAndClosingEndsThem() {
        ReplyAddress address = replies.address();
        List<Future<Boolean>> running = new ArrayList<>();
        for (int i = 0; i < KafkaReplies.MOST_REPLAYS; i++) {
            running.add(threads.submit(() -> replies.replay(id, address, new Notes())));
        }
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThatThrownBy(() -> replayBriefly(address))
                                        .isInstanceOf(Replies.TooManyReplays.class));
        replies.close();
        await().atMost(LONG).until(() -> running.stream().allMatch(Future::isDone));
    }

    private void replayBriefly(ReplyAddress address) throws InterruptedException {
        // Did it run, it would end at once, and the attempt be repeated.
        Thread.currentThread().interrupt();
        try {
            replies.replay(id, address, new Notes());
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void theAddressIsUnknownBeforeTheFirstLook() {
        try (Replies fresh = LOG.log.replies()) {
            assertThat(fresh.ready()).isFalse();
            assertThatThrownBy(fresh::address).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aBrokerThatRestartsIsWaitedFor(@TempDir Path folder) throws IOException {
        KafkaSettings settings = new KafkaSettings(folder, freePort(), false, _ -> {});
        EmbeddedKafka broker = EmbeddedKafka.start(settings);
        TestLog alone = TestLog.at(broker.bootstrapServers());
        try (Replies survivor = alone.log.replies()) {
            survivor.start();
            await().atMost(LONG).until(survivor::ready);
            Notes notes = new Notes();
            var _ = survivor.await(id, notes);
            ReplyAddress address = survivor.address();
            alone.write(Topics.REPLIES, address.getPartition(), id, chunkOf(id, 0));
            await().atMost(LONG).until(() -> notes.told.size() == 1);
            broker.close();
            broker = EmbeddedKafka.start(settings);
            alone.write(Topics.REPLIES, address.getPartition(), id, chunkOf(id, 1));
            await().atMost(LONG).until(() -> notes.told.size() == 2);
        } finally {
            alone.close();
            broker.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void chunk(ReplyAddress to, String requestId, int sequence) {
        LOG.write(Topics.REPLIES, to.getPartition(), requestId, chunkOf(requestId, sequence));
    }

    private static ReplyChunk chunkOf(String requestId, int sequence) {
        return ReplyChunk.newBuilder()
                .setRequestId(requestId)
                .setOwner(OWNER)
                .setAttemptId("attempt")
                .setSequence(sequence)
                .setChoices(Content.clear(new byte[0]))
                .build();
    }

    private void finish(ReplyAddress to, String requestId, Ending ending) {
        LOG.write(
                Topics.REPLIES,
                to.getPartition(),
                requestId,
                RequestFinished.newBuilder()
                        .setRequestId(requestId)
                        .setOwner(OWNER)
                        .setLane(Lane.INTERACTIVE)
                        .setEnding(ending)
                        .setFinishedAt(Instant.ofEpochMilli(1))
                        .build());
    }
}
