package dev.millrace.provider.quota;

import dev.millrace.events.Lane;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The slots of every provider on both lanes: a provider that hangs fills its own and nobody else's,
 * and so does a lane.
 */
public final class Quotas implements AutoCloseable {

    private final QuotaProperties properties;
    private final Map<String, Provider> providers = new ConcurrentHashMap<>();
    private final Map<Lane, Share> shares = new ConcurrentHashMap<>();
    private final ScheduledExecutorService windows =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("bulk-share").factory());

    /** Of the work on a lane that comes to this instance. */
    private record Share(int held, int all) {

        static final Share WHOLE = new Share(1, 1);

        /** Of a limit on all instances; rounded down, so that theirs never exceed it together. */
        int of(int limit) {
            return Math.max(1, (int) ((long) limit * held / all));
        }
    }

    /**
     * One provider. What the operator or the vendor allows it bounds both lanes together: half of
     * it is interactive's at any time, one slot is bulk's wherever there are four.
     */
    private final class Provider {

        private final BulkShare share = new BulkShare();
        private final AtomicInteger most = new AtomicInteger(Integer.MAX_VALUE);
        private final AtomicInteger adaptive = new AtomicInteger(Integer.MAX_VALUE);
        private final Map<String, Long> emptyUntil = new ConcurrentHashMap<>();
        private final Slots interactive;
        private final Slots bulk;

        Provider() {
            Slots[] lanes = Slots.pair(this::forInteractive, this::forBulk);
            this.interactive = lanes[0];
            this.bulk = lanes[1];
        }

        Slots of(Lane lane) {
            return switch (lane) {
                case INTERACTIVE -> interactive;
                case BULK -> bulk;
            };
        }

        private int allowed(Lane lane) {
            Share held = shares.getOrDefault(lane, Share.WHOLE);
            return Math.min(held.of(most.get()), adaptive.get());
        }

        private boolean isShared(int allowed) {
            return allowed < properties.interactive() + properties.bulk();
        }

        private int forInteractive() {
            int allowed = allowed(Lane.INTERACTIVE);
            if (!isShared(allowed)) {
                return properties.interactive();
            }
            int bulks = Math.max(bulk.taken(), bulk.waiting() > 0 ? leastOfBulk(allowed) : 0);
            return Math.min(properties.interactive(), allowed - bulks);
        }

        private int forBulk() {
            int allowed = allowed(Lane.BULK);
            if (!isShared(allowed)) {
                return share.of(properties.bulk());
            }
            int own =
                    interactive.waiting() > 0
                            ? leastOfBulk(allowed)
                            : share.of(Math.min(properties.bulk(), allowed - allowed / 2));
            return Math.min(own, allowed - interactive.taken());
        }

        private static int leastOfBulk(int allowed) {
            return allowed >= 4 ? 1 : 0;
        }
    }

    public Quotas(QuotaProperties properties) {
        this.properties = properties;
        long millis = properties.window().toMillis();
        var _ =
                windows.scheduleAtFixedRate(
                        this::endWindows, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** This instance holds so many of a lane's partitions: its share of each provider's limit. */
    public void holds(Lane lane, int partitions, int ofAll) {
        if (partitions > 0) {
            shares.put(lane, new Share(partitions, ofAll));
        }
    }

    /**
     * The slots of a provider, or of whatever else has a limit of its own, on a lane.
     *
     * @param most calls in flight on both lanes the operator allows it on all instances; null when
     *     he does not say
     */
    public Slots of(String provider, @Nullable Integer most, Lane lane) {
        Provider slots = provider(provider);
        slots.most.set(most == null ? Integer.MAX_VALUE : most);
        return slots.of(lane);
    }

    /** Calls to a provider that are under way here. */
    public int inFlight(String provider, Lane lane) {
        Provider known = providers.get(provider);
        return known == null ? 0 : known.of(lane).taken();
    }

    /** How long an interactive call took to show something. */
    public void observe(String provider, long millis) {
        provider(provider).share.observe(millis);
    }

    /** The vendor said that nothing is left of a limit on a model until then. */
    public void emptyFor(String provider, String model, Duration pause) {
        provider(provider).emptyUntil.put(model, System.nanoTime() + pause.toNanos());
    }

    /** How long nothing is left of a vendor's limit on a model; zero when something is. */
    public Duration emptyFor(String provider, String model) {
        Long until = provider(provider).emptyUntil.get(model);
        long left = until == null ? 0 : until - System.nanoTime();
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    /** Models of which a vendor's limit is used up here, and for how long. */
    public Map<String, Duration> empty(String provider) {
        Provider known = providers.get(provider);
        Map<String, Duration> empty = new TreeMap<>();
        if (known != null) {
            for (String model : known.emptyUntil.keySet()) {
                Duration left = emptyFor(provider, model);
                if (left.isPositive()) {
                    empty.put(model, left);
                }
            }
        }
        return empty;
    }

    /** The vendor said that its rate is used up: half of what is in flight is enough for now. */
    public void limited(String provider) {
        Provider limited = provider(provider);
        int inFlight = limited.interactive.taken() + limited.bulk.taken();
        limited.adaptive.set(Math.max(1, inFlight / 2));
    }

    void endWindows() {
        for (Provider each : providers.values()) {
            each.share.endWindow();
            // An eighth more a window, until it does not matter any more.
            each.adaptive.updateAndGet(
                    most ->
                            most > properties.interactive()
                                    ? Integer.MAX_VALUE
                                    : most + Math.max(1, most / 8));
        }
    }

    private Provider provider(String id) {
        return providers.computeIfAbsent(id, _ -> new Provider());
    }

    @Override
    public void close() {
        windows.shutdownNow();
    }
}
