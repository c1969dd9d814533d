package dev.millrace.provider.quota;

import dev.millrace.events.Lane;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits a minute of providers and deployments. A request takes from this instance's stock;
 * filling it from the common one happens beside it. While the common stock cannot be reached the
 * instance fills itself at the rate: rather too much for a while than nothing at all.
 */
public final class MinuteLimits {

    private static final Logger LOG = LoggerFactory.getLogger(MinuteLimits.class);

    private final CommonStock common;
    private final LongSupplier nanoTime;
    private final Duration lookAgain;
    private final Map<String, Kept> rates = new ConcurrentHashMap<>();
    private final Executor fillers;

    /** A limit and what is known of its filling. */
    private final class Kept {

        private final String subject;
        private final MinuteLimit rate;
        private final AtomicBoolean filling = new AtomicBoolean();
        private volatile long asked;

        /** Whoever got less than it wanted knows that nothing is left for now. */
        private volatile long notBefore;

        Kept(String subject, long perMinute) {
            this.subject = subject;
            this.rate = new MinuteLimit(perMinute, nanoTime, this::fill, lookAgain);
            this.asked = nanoTime.getAsLong();
            this.notBefore = asked;
        }

        private void fill() {
            if (nanoTime.getAsLong() - notBefore >= 0 && filling.compareAndSet(false, true)) {
                fillers.execute(
                        () -> {
                            try {
                                fillOnce();
                            } finally {
                                filling.set(false);
                            }
                        });
            }
        }

        private void fillOnce() {
            double wanted = rate.wanted();
            long now = nanoTime.getAsLong();
            double alone = (now - asked) / 60e9 * rate.perMinute();
            asked = now;
            if (wanted <= 0) {
                return;
            }
            double got;
            try {
                got = common.take(subject, rate.perMinute(), rate.capacity(), wanted);
            } catch (RuntimeException e) {
                LOG.warn("The common stock of {} cannot be reached: {}", subject, e.toString());
                got = Math.min(wanted, alone);
            }
            if (got < wanted) {
                notBefore = now + lookAgain.toNanos();
            }
            if (got > 0) {
                rate.fill(got);
            }
        }
    }

    /**
     * @param lookAgain how often those who wait ask for more
     * @param fillers runs what fills stocks: off the threads of requests
     */
    MinuteLimits(CommonStock common, LongSupplier nanoTime, Duration lookAgain, Executor fillers) {
        this.common = common;
        this.nanoTime = nanoTime;
        this.lookAgain = lookAgain;
        this.fillers = fillers;
    }

    /** What was taken for one call. */
    public static final class Taken {

        private final @Nullable MinuteLimit requests;
        private final @Nullable MinuteLimit tokens;
        private final double reserved;

        private Taken(
                @Nullable MinuteLimit requests, @Nullable MinuteLimit tokens, double reserved) {
            this.requests = requests;
            this.tokens = tokens;
            this.reserved = reserved;
        }

        /** There was no call. */
        public void giveBack() {
            if (requests != null) {
                requests.settle(1);
            }
            settle(0);
        }

        /** The call used so many tokens. */
        public void settle(long used) {
            if (tokens != null) {
                tokens.settle(reserved - used);
            }
        }
    }

    /**
     * Takes a request and its tokens from a subject's limits, each null where there is none.
     *
     * @param tokens what the call will use, estimated
     * @return null when it did not come in time; nothing is taken then
     */
    public @Nullable Taken take(
            String subject,
            @Nullable Long requestsPerMinute,
            @Nullable Long tokensPerMinute,
            long tokens,
            Lane lane,
            Duration patience)
            throws InterruptedException {
        MinuteLimit requests = rate(subject + "/requests", requestsPerMinute);
        MinuteLimit inTokens = rate(subject + "/tokens", tokensPerMinute);
        long begun = nanoTime.getAsLong();
        if (requests != null && !requests.take(1, lane, patience)) {
            return null;
        }
        Duration left = patience.minusNanos(nanoTime.getAsLong() - begun);
        double reserved = tokensPerMinute == null ? 0 : Math.min(tokens, tokensPerMinute);
        if (inTokens != null && !inTokens.take(reserved, lane, left)) {
            if (requests != null) {
                requests.settle(1);
            }
            return null;
        }
        return new Taken(requests, inTokens, reserved);
    }

    private @Nullable MinuteLimit rate(String subject, @Nullable Long perMinute) {
        if (perMinute == null) {
            return null;
        }
        MinuteLimit rate = rates.computeIfAbsent(subject, _ -> new Kept(subject, perMinute)).rate;
        rate.limit(perMinute);
        return rate;
    }
}
