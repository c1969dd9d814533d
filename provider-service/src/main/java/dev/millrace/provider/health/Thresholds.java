package dev.millrace.provider.health;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a provider's health changes.
 *
 * @param degradedAfter signals of trouble in a row
 * @param downAfter signals of trouble in a row
 * @param healthyAfter signals that all is well in a row
 * @param fewestCalls fewer live calls between two looks say nothing
 * @param worse percent of them that end by the provider's fault make it degraded
 * @param better percent that let it recover; below {@code worse}
 */
public record Thresholds(
        @DefaultValue("2") int degradedAfter,
        @DefaultValue("5") int downAfter,
        @DefaultValue("3") int healthyAfter,
        @DefaultValue("20") int fewestCalls,
        @DefaultValue("25") int worse,
        @DefaultValue("10") int better) {

    public Thresholds {
        if (degradedAfter < 1 || downAfter < degradedAfter || healthyAfter < 1) {
            throw new IllegalArgumentException(
                    "health thresholds must be at least 1, and down-after at least degraded-after");
        }
        if (better < 0 || worse <= better || worse > 100) {
            throw new IllegalArgumentException(
                    "health thresholds must be percentages, and better below worse");
        }
    }
}
