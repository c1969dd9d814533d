package dev.millrace.standalone.eval;

import java.util.List;

/** Quantiles of what was measured: the smallest value that so large a share does not exceed. */
final class Latency {

    private Latency() {}

    /**
     * @param sorted ascending, at least one
     * @param share 0 to 1
     */
    static double quantile(List<Double> sorted, double share) {
        int place = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.clamp(place, 0, sorted.size() - 1));
    }
}
