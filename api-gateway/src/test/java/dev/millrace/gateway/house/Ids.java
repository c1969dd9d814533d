package dev.millrace.gateway.house;

import dev.millrace.web.request.Uuid7;
import java.time.Clock;

/** Ids for tests. */
public final class Ids {

    private static final Uuid7 IDS = new Uuid7(Clock.systemUTC());

    private Ids() {}

    public static String next() {
        return IDS.next().toString();
    }
}
