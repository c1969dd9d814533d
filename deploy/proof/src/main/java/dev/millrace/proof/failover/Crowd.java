package dev.millrace.proof.failover;

import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Clients who ask again and again, half of them for streams, until it ends. */
final class Crowd {

    /** Words of each answer. */
    static final int WORDS = 24;

    private static final int EACH_KIND = 16;
    private static final int STREAM_MILLIS = 1_200;
    private static final int PLAIN_MILLIS = 120;
    private static final int PAUSE_MILLIS = 100;
    private static final int LAST_ANSWERS_SECONDS = 100;

    private final Client client;
    private final RandomGenerator random;
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Transcript> transcripts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean ended;

    /**
     * @param client its own, closed at the end
     */
    Crowd(Client client, RandomGenerator random) {
        this.client = client;
        this.random = random;
        for (int i = 0; i < EACH_KIND; i++) {
            clients.execute(() -> ask(false));
            clients.execute(() -> ask(true));
        }
    }

    private void ask(boolean streamed) {
        try {
            while (!ended) {
                String nonce = "crowd-" + numbers.incrementAndGet();
                String wanted = " words:" + WORDS + " delay:";
                transcripts.add(
                        streamed
                                ? client.streamOnce(nonce, wanted + STREAM_MILLIS)
                                : client.plain(nonce, wanted + PLAIN_MILLIS));
                Thread.sleep(pause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized int pause() {
        return random.nextInt(PAUSE_MILLIS);
    }

    /** What was seen so far. */
    List<Transcript> transcripts() {
        return List.copyOf(transcripts);
    }

    /** Those who were waiting then. */
    static boolean wasOpenAt(Transcript transcript, Instant moment) {
        return transcript.sentAt().isBefore(moment) && transcript.endedAt().isAfter(moment);
    }

    /** Returns when everybody has had the last answer. */
    void end() throws InterruptedException {
        ended = true;
        clients.shutdown();
        if (!clients.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
            clients.shutdownNow();
            client.close();
            throw new IllegalStateException("somebody waits for ever");
        }
        client.close();
    }
}
