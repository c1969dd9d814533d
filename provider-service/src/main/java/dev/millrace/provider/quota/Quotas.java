package dev.millrace.provider.quota;

import dev.millrace.events.Lane;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
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

    private record Provider(
            Slots interactive,
            Slots bulk,
            BulkShare share,
            AtomicInteger most,
            AtomicInteger adaptive,
            Map<String, Long> emptyUntil) {}

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
     * The slots of a provider on a lane.
     *
     * @param most calls in flight the operator allows it on all instances; null when he does not
     *     say
     */
    public Slots of(String provider, @Nullable Integer most, Lane lane) {
        Provider slots = provider(provider);
        slots.most().set(most == null ? Integer.MAX_VALUE : most);
        return switch (lane) {
            case INTERACTIVE -> slots.interactive();
            case BULK -> slots.bulk();
        };
    }

    /** How long an interactive call took to show something. */
    public void observe(String provider, long millis) {
        provider(provider).share().observe(millis);
    }

    /** The vendor said that nothing is left of a limit on a model until then. */
    public void emptyFor(String provider, String model, Duration pause) {
        provider(provider).emptyUntil().put(model, System.nanoTime() + pause.toNanos());
    }

    /** How long nothing is left of a vendor's limit on a model; zero when something is. */
    public Duration emptyFor(String provider, String model) {
        Long until = provider(provider).emptyUntil().get(model);
        long left = until == null ? 0 : until - System.nanoTime();
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    /** The vendor said that its rate is used up: half of what is in flight is enough for now. */
    public void limited(String provider) {
        Provider limited = provider(provider);
        int inFlight = limited.interactive().taken() + limited.bulk().taken();
        limited.adaptive().set(Math.max(1, inFlight / 2));
    }

    void endWindows() {
        for (Provider each : providers.values()) {
            each.share().endWindow();
            // An eighth more a window, until it does not matter any more.
            each.adaptive()
                    .updateAndGet(
                            most ->
                                    most > properties.interactive()
                                            ? Integer.MAX_VALUE
                                            : most + Math.max(1, most / 8));
        }
    }

    private Provider provider(String id) {
        return providers.computeIfAbsent(
                id,
                _ -> {
                    BulkShare share = new BulkShare();
                    AtomicInteger most = new AtomicInteger(Integer.MAX_VALUE);
                    AtomicInteger adaptive = new AtomicInteger(Integer.MAX_VALUE);
                    ToIntFunction<Lane> bound =
                            lane -> Math.min(share(lane).of(most.get()), adaptive.get());
                    return new Provider(
                            new Slots(
                                    () ->
                                            Math.min(
                                                    properties.interactive(),
                                                    bound.applyAsInt(Lane.INTERACTIVE))),
                            new Slots(
                                    () ->
                                            (int)
                                                    Math.ceil(
                                                            Math.min(
                                                                            properties.bulk(),
                                                                            bound.applyAsInt(
                                                                                    Lane.BULK))
                                                                    * share.share())),
                            share,
                            most,
                            adaptive,
                            new ConcurrentHashMap<>());
                });
    }

    private Share share(Lane lane) {
        return shares.getOrDefault(lane, Share.WHOLE);
    }

    @Override
    public void close() {
        windows.shutdownNow();
    }
}
