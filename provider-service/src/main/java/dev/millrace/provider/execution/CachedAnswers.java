package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Money;
import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.log.Log;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Pace;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.cache.AnswerCache;
import dev.millrace.provider.cache.KeptAnswer;
import dev.millrace.provider.catalog.CatalogView;
import dev.millrace.provider.protocol.WholeChunk;
import dev.millrace.web.request.Uuid7;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the cache. Nobody is called, so the log gets no attempt: a stream of one has an id
 * for its chunks all the same, which follows from the record and from the call that the answer came
 * from, so that a record that is handled again tells either the same stream or another one.
 */
final class CachedAnswers {

    private final AnswerCache cache;
    private final Log log;
    private final CatalogView catalog;

    CachedAnswers(AnswerCache cache, Log log, CatalogView catalog) {
        this.cache = cache;
        this.log = log;
        this.catalog = catalog;
    }

    /**
     * One record's use of the cache.
     *
     * @throws IllegalArgumentException when what the request says of the cache cannot be read
     */
    Turn turn(Received<ExecutionReady> record, RequestBody said) {
        return new Turn(record, cache.turn(record.value(), said));
    }

    final class Turn {

        private final Received<ExecutionReady> record;
        private final AnswerCache.Turn turn;

        private Turn(Received<ExecutionReady> record, AnswerCache.Turn turn) {
            this.record = record;
            this.turn = turn;
        }

        /** Nobody may be called. */
        boolean only() {
            return turn.only();
        }

        /** What this candidate had answered, told as it tells it; null when that is not known. */
        @Nullable Attempt answer(Candidate candidate) throws InterruptedException {
            KeptAnswer kept = turn.find(candidate);
            return kept == null ? null : told(kept);
        }

        /** Keeps what a call has just answered. */
        void keep(Candidate candidate, Attempt attempt) {
            if (attempt.failure() == null && attempt.answer() != null) {
                turn.keep(candidate, attempt.attemptId(), attempt.answer());
            }
        }

        private Attempt told(KeptAnswer kept) throws InterruptedException {
            long begun = System.nanoTime();
            ExecutionReady ready = record.value();
            var head = ready.getRequest().getHead();
            String name = record.key() + '/' + record.position().offset() + '/' + kept.attemptId();
            String id = Uuid7.derived(record.timestamp(), name).toString();
            ChunkPublisher chunks = new ChunkPublisher(ready, id, log.publisher(Pace.CHUNKS));
            if (head.getStream() && head.getOperation() == Operation.CHAT) {
                chunks.accept(kept.answer().model(), WholeChunk.of(kept.answer()));
                chunks.awaitAll();
            }
            Price price = catalog.price(kept.provider(), kept.model());
            return new Attempt(
                    id,
                    kept.provider(),
                    kept.answer(),
                    null,
                    0,
                    chunks.count(),
                    kept.answer().usage(),
                    new Money(0L, price == null ? "USD" : price.getCurrency()),
                    chunks.firstTokenMillis(),
                    (System.nanoTime() - begun) / 1_000_000,
                    CompletableFuture.completedFuture(record.position()),
                    true);
        }
    }
}
