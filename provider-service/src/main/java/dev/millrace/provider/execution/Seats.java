package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.Lane;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.quota.Quotas;
import dev.millrace.provider.quota.Slots;
import dev.millrace.provider.registry.ProviderSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a call occupies while it is under way: a slot of its deployment, one of its provider. */
final class Seats implements AutoCloseable {

    private final Quotas quotas;
    private final Lane lane;
    private final Cancellation cancellation;
    private Slots.@Nullable Slot deployments;
    private Slots.@Nullable Slot providers;

    Seats(Quotas quotas, Lane lane, Cancellation cancellation) {
        this.quotas = quotas;
        this.lane = lane;
        this.cancellation = cancellation;
    }

    /** The deployment's, where its group bounds it; false when none came free in time. */
    boolean takeOf(Candidate candidate, Duration patience) throws InterruptedException {
        Integer most = candidate.getConcurrency().orElse(null);
        if (most == null) {
            return true;
        }
        deployments =
                quotas.of("deployment/" + candidate.getDeployment(), most, lane)
                        .take(patience, cancellation);
        return deployments != null;
    }

    /** The provider's; false when none came free in time. */
    boolean takeOf(ProviderSettings provider, Duration patience) throws InterruptedException {
        providers =
                quotas.of(provider.id(), provider.limits().concurrency(), lane)
                        .take(patience, cancellation);
        return providers != null;
    }

    @Override
    public void close() {
        if (providers != null) {
            providers.close();
        }
        if (deployments != null) {
            deployments.close();
        }
    }
}
