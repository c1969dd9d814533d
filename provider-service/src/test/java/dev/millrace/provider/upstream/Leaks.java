package dev.millrace.provider.upstream;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** What a client has not given back. */
public final class Leaks {

    private Leaks() {}

    /** Exchanges that nobody has closed. */
    public static int exchanges(UpstreamClient client) {
        return client.underWay();
    }

    /**
     * Connections and exchanges left behind, once there was time to close them. A connection whose
     * answer was read to its end may wait for the next call.
     *
     * @param mayWait whether the answer had an end
     */
    public static int left(boolean mayWait, ScriptedUpstream upstream, UpstreamClient client) {
        int idle = mayWait ? 1 : 0;
        try {
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> upstream.open() <= idle && exchanges(client) == 0);
            return 0;
        } catch (ConditionTimeoutException _) {
            return Math.max(0, upstream.open() - idle) + exchanges(client);
        }
    }
}
