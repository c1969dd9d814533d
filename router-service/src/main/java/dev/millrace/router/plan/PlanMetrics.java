package dev.millrace.router.plan;

import dev.millrace.events.Lane;
import dev.millrace.router.plan.Decision.Planned;
import dev.millrace.router.plan.Decision.Refused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/** Counts decisions by lane, by the policy that made them, and by the code of a refusal. */
final class PlanMetrics {

    private final Counter.Builder plans =
            Counter.builder("millrace.router.decisions").description("Requests planned or refused");
    private final MeterRegistry registry;

    PlanMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Lane lane, Decision decision) {
        Tags tags =
                switch (decision) {
                    case Planned planned ->
                            Tags.of("policy", planned.plan().getPolicy(), "refusal", "none");
                    case Refused refused ->
                            Tags.of("policy", "none", "refusal", refused.code().code());
                };
        plans.withRegistry(registry)
                .withTags(tags.and("lane", lane.name().toLowerCase(Locale.ROOT)))
                .increment();
    }
}
