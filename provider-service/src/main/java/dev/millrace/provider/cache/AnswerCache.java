package dev.millrace.provider.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.events.Candidate;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Operation;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.TenantKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers this instance keeps, in memory and bounded by bytes. It serves nothing while it
 * cannot know of invalidations made elsewhere. Thread-safe; no call waits for anything.
 */
public final class AnswerCache {

    /** A whole answer ends so. One cut off by a limit or a filter may be better the next time. */
    private static final Set<String> WHOLE = Set.of("stop", "tool_calls", "function_call");

    private final CacheProperties properties;
    private final BooleanSupplier current;
    private final Ticker ticker;
    private final Cache<TenantKey, KeptAnswer> answers;
    private final AtomicLong generation = new AtomicLong();
    private final Map<String, Lookups> lookups = new ConcurrentHashMap<>();
    private final Counter hits;
    private final Counter misses;

    private record Lookups(LongAdder hits, LongAdder misses) {}

    /**
     * What is kept of a tenant, or of all.
     *
     * @param bytes about
     * @param hits since this instance started
     */
    record Size(long entries, long bytes, long hits, long misses) {}

    /**
     * An empty cache.
     *
     * @param current whether every invalidation of a moment ago is known here
     */
    public AnswerCache(
            CacheProperties properties,
            BooleanSupplier current,
            Ticker ticker,
            MeterRegistry meters) {
        this.properties = properties;
        this.current = current;
        this.ticker = ticker;
        this.answers =
                Caffeine.newBuilder()
                        .maximumWeight(properties.size().toBytes())
                        .weigher((TenantKey _, KeptAnswer kept) -> kept.weight())
                        .expireAfter(Expiry.creating((TenantKey _, KeptAnswer k) -> k.life()))
                        .ticker(ticker)
                        .executor(Runnable::run)
                        .build();
        this.hits = counter(meters, "hit");
        this.misses = counter(meters, "miss");
        Gauge.builder("millrace.cache.bytes", this, AnswerCache::bytes)
                .description("What the kept answers take, about")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("millrace.cache.entries", answers, Cache::estimatedSize)
                .description("Answers kept")
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("millrace.cache.lookups")
                .description("Questions looked up in the cache of answers")
                .tag("result", result)
                .register(meters);
    }

    /**
     * What a request may do here.
     *
     * @param said the body as it would be sent, passages included
     * @throws IllegalArgumentException when what it says of the cache cannot be read
     */
    public Turn turn(ExecutionReady ready, RequestBody said) {
        CacheUse use = CacheUse.of(ready.getRequest().getHead(), said, properties);
        return new Turn(ready, said, use, generation.get());
    }

    /** One request's use of the cache. Not thread-safe. */
    public final class Turn {

        private final ExecutionReady ready;
        private final RequestBody said;
        private final CacheUse use;
        private final long since;
        private final Map<Candidate, TenantKey> keys = new HashMap<>();

        private Turn(ExecutionReady ready, RequestBody said, CacheUse use, long since) {
            this.ready = ready;
            this.said = said;
            this.use = use;
            this.since = since;
        }

        /** Nobody may be called for it. */
        public boolean only() {
            return use.only();
        }

        /** The answer this candidate gave to the same; null when there is none it may have. */
        public @Nullable KeptAnswer find(Candidate candidate) {
            TenantKey key = use.serve() ? key(candidate) : null;
            if (key == null) {
                return null;
            }
            KeptAnswer kept = current.getAsBoolean() ? answers.getIfPresent(key) : null;
            boolean hit = kept != null && age(kept).compareTo(use.freshness()) <= 0;
            count(hit);
            return hit ? kept : null;
        }

        /** Keeps what this candidate answered, if it may be kept. */
        public void keep(Candidate candidate, String attemptId, Answer answer) {
            if (!use.keep()
                    || answer.output().length > properties.entry().toBytes()
                    || !isWhole(answer)) {
                return;
            }
            TenantKey key = key(candidate);
            if (key == null) {
                return;
            }
            KeptAnswer kept =
                    new KeptAnswer(
                            answer,
                            ready.getRequest().getHead().getAuthority().getOwner(),
                            candidate.getProvider(),
                            candidate.getModel(),
                            attemptId,
                            ticker.read(),
                            use.life());
            if (generation.get() == since) {
                answers.put(key, kept);
            }
            // What was invalidated while it was asked, or just now, may be what it says.
            if (generation.get() != since) {
                answers.asMap().remove(key, kept);
            }
        }

        private boolean isWhole(Answer answer) {
            List<String> reasons = answer.finishReasons();
            return ready.getRequest().getHead().getOperation() == Operation.EMBEDDINGS
                    || (!reasons.isEmpty() && WHOLE.containsAll(reasons));
        }

        /** Null for a body with something in it that has no one meaning. */
        private @Nullable TenantKey key(Candidate candidate) {
            TenantKey key = keys.get(candidate);
            if (key == null) {
                try {
                    key = CacheKeys.of(ready, candidate, said);
                } catch (IllegalArgumentException _) {
                    return null;
                }
                keys.put(candidate, key);
            }
            return key;
        }

        private void count(boolean hit) {
            String tenant = ready.getRequest().getHead().getAuthority().getOwner().getTenant();
            Lookups of =
                    lookups.computeIfAbsent(
                            tenant, _ -> new Lookups(new LongAdder(), new LongAdder()));
            (hit ? of.hits() : of.misses()).increment();
            (hit ? hits : misses).increment();
        }
    }

    private Duration age(KeptAnswer kept) {
        return Duration.ofNanos(ticker.read() - kept.since());
    }

    /** Forgets these answers, and those of calls that are under way; tells how many it had. */
    int remove(Selection selection) {
        generation.incrementAndGet();
        int removed = 0;
        for (Map.Entry<TenantKey, KeptAnswer> entry : answers.asMap().entrySet()) {
            if (selection.takes(entry.getValue())
                    && answers.asMap().remove(entry.getKey(), entry.getValue())) {
                removed++;
            }
        }
        return removed;
    }

    /**
     * How much there is.
     *
     * @param tenant null for all
     */
    Size size(@Nullable String tenant) {
        answers.cleanUp();
        long entries = 0;
        long bytes = 0;
        for (KeptAnswer kept : answers.asMap().values()) {
            if (tenant == null || tenant.equals(kept.owner().getTenant())) {
                entries++;
                bytes += kept.weight();
            }
        }
        long found = 0;
        long missed = 0;
        for (Map.Entry<String, Lookups> of : lookups.entrySet()) {
            if (tenant == null || tenant.equals(of.getKey())) {
                found += of.getValue().hits().sum();
                missed += of.getValue().misses().sum();
            }
        }
        return new Size(entries, bytes, found, missed);
    }

    private double bytes() {
        return answers.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }
}
