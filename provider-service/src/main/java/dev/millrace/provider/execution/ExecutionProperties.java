package dev.millrace.provider.execution;

import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Execution of requests.
 *
 * @param metricNames which of the two names that OpenTelemetry's GenAI conventions have had
 */
@ConfigurationProperties("millrace.provider.execution")
public record ExecutionProperties(@DefaultValue("operation") MetricNames metricNames) {

    /** {@code gen_ai.client.<word>.duration}. */
    public enum MetricNames {
        /** What dashboards query today. */
        OPERATION,
        /** The name since May 2026. */
        INFERENCE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
