package dev.millrace.standalone;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Asks services whether they are ready. */
public final class Health {

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Health() {}

    /**
     * Returns when every service is healthy.
     *
     * @param urls base address of each, by name
     * @param giveUp asked between the rounds
     * @throws Refusal naming those that are not ready in time
     */
    public static void await(Map<String, String> urls, Duration patience, BooleanSupplier giveUp) {
        var end = System.nanoTime() + patience.toNanos();
        while (true) {
            var waiting =
                    urls.entrySet().stream()
                            .filter(entry -> !isUp(entry.getValue()))
                            .map(Map.Entry::getKey)
                            .toList();
            if (waiting.isEmpty()) {
                return;
            }
            if (System.nanoTime() > end || giveUp.getAsBoolean()) {
                throw new Refusal("Not ready: " + String.join(", ", waiting));
            }
            pause();
        }
    }

    static boolean isUp(String url) {
        try {
            var connection =
                    (HttpURLConnection)
                            URI.create(url + "/actuator/health").toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("Interrupted while the services started", e);
        }
    }
}
