package dev.millrace.proof.bench;

import java.util.Locale;

/**
 * What one run of the load saw. Times are milliseconds; the first-chunk figures are NaN for plain
 * requests.
 *
 * @param perSecond good answers a second
 */
public record Measured(
        double perSecond,
        double p50,
        double p99,
        double firstP50,
        double firstP99,
        long answers,
        long failed) {

    String line() {
        return String.format(
                Locale.ROOT,
                "%f %f %f %f %f %d %d",
                perSecond,
                p50,
                p99,
                firstP50,
                firstP99,
                answers,
                failed);
    }

    static Measured parse(String line) {
        String[] parts = line.trim().split(" ", -1);
        return new Measured(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Long.parseLong(parts[5]),
                Long.parseLong(parts[6]));
    }
}
