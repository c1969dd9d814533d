package dev.millrace.provider.quota;

import dev.millrace.events.Lane;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The slots of every provider on both lanes: a provider that hangs fills its own and nobody else's,
 * and so does a lane.
 */
public final class Quotas implements AutoCloseable {

    private final QuotaProperties properties;
    private final Map<String, Provider> providers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService windows =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("bulk-share").factory());

    private record Provider(Slots interactive, Slots bulk, BulkShare share) {}

    public Quotas(QuotaProperties properties) {
        this.properties = properties;
        long millis = properties.window().toMillis();
        var _ =
                windows.scheduleAtFixedRate(
                        this::endWindows, millis, millis, TimeUnit.MILLISECONDS);
    }

    public Slots of(String provider, Lane lane) {
        Provider slots = provider(provider);
        return switch (lane) {
            case INTERACTIVE -> slots.interactive();
            case BULK -> slots.bulk();
        };
    }

    /** How long an interactive call took to show something. */
    public void observe(String provider, long millis) {
        provider(provider).share().observe(millis);
    }

    void endWindows() {
        providers.values().forEach(each -> each.share().endWindow());
    }

    private Provider provider(String id) {
        return providers.computeIfAbsent(
                id,
                _ -> {
                    BulkShare share = new BulkShare();
                    return new Provider(
                            new Slots(properties::interactive),
                            new Slots(() -> (int) Math.ceil(properties.bulk() * share.share())),
                            share);
                });
    }

    @Override
    public void close() {
        windows.shutdownNow();
    }
}
