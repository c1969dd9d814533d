package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.Operation;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Verdict;
import dev.millrace.provider.health.ProviderHealthWatch;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;

/** Tells metrics and health how a call went. */
final class CallObserver {

    /** As the conventions advise: 10 ms, doubled up to 81.92 s. */
    private static final Duration[] BUCKETS =
            IntStream.rangeClosed(0, 13)
                    .mapToObj(n -> Duration.ofMillis(10L << n))
                    .toArray(Duration[]::new);

    /** 4 to the power of 0 to 13. */
    private static final double[] TOKENS =
            IntStream.rangeClosed(0, 13).mapToDouble(n -> (double) (1L << (2 * n))).toArray();

    private final MeterRegistry meters;
    private final ProviderHealthWatch health;
    private final String prefix;

    CallObserver(MeterRegistry meters, ProviderHealthWatch health, ExecutionProperties properties) {
        this.meters = meters;
        this.health = health;
        this.prefix = "gen_ai.client." + properties.metricNames().word() + ".";
    }

    void ended(Operation operation, Candidate candidate, Attempt attempt) {
        health.observe(candidate.getProvider(), attempt.failure());
        Tags tags =
                Tags.of(
                        "gen_ai.operation.name",
                        operation.name().toLowerCase(Locale.ROOT),
                        "gen_ai.provider.name",
                        candidate.getProvider(),
                        "gen_ai.request.model",
                        candidate.getModel());
        String error = attempt.failure() == null ? "" : Verdict.of(attempt.failure()).code().code();
        timer("duration", tags.and("error.type", error)).record(millis(attempt.totalMillis()));
        Long first = attempt.firstTokenMillis();
        if (first != null) {
            timer("time_to_first_chunk", tags).record(millis(first));
        }
        Answer answer = attempt.answer();
        if (answer != null) {
            tokens(tags, "input").record((double) answer.usage().getInputTokens());
            tokens(tags, "output").record((double) answer.usage().getOutputTokens());
        }
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private Timer timer(String name, Tags tags) {
        return Timer.builder(prefix + name)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private DistributionSummary tokens(Tags tags, String type) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .tags(tags.and("gen_ai.token.type", type))
                .baseUnit("token")
                .serviceLevelObjectives(TOKENS)
                .register(meters);
    }
}
