package dev.millrace.log.consume;

import dev.millrace.log.publish.Publisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a failure of what surrounds a handler (log, database, disk, network) from one of its
 * record.
 */
public final class Surroundings {

    /**
     * SQLSTATE classes that pass: connection exception (08), transaction rollback (40),
     * insufficient resources (53), operator intervention (57); PostgreSQL manual, appendix A.
     */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

    /** A cause chain is never this long; a circular one would never end. */
    private static final int DEEPEST = 50;

    private Surroundings() {}

    /**
     * Whether any cause of {@code failure} lies outside the record: then it is tried again for
     * ever.
     */
    public static boolean areToBlame(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (passes(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean passes(Throwable cause) {
        return switch (cause) {
            case Publisher.NotAcknowledged _,
                    RetriableException _,
                    InterruptException _,
                    InterruptedException _,
                    IOException _,
                    UncheckedIOException _,
                    TimeoutException _,
                    SQLTransientException _,
                    SQLRecoverableException _ ->
                    true;
            case SQLException sql ->
                    sql.getSQLState() != null
                            && sql.getSQLState().length() >= 2
                            && PASSING.contains(sql.getSQLState().substring(0, 2));
            default -> false;
        };
    }
}
