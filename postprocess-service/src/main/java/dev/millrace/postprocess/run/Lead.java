package dev.millrace.postprocess.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * The right to release, held by one instance at a time: an advisory lock that PostgreSQL takes back
 * when the session dies, and with it the ear for what other instances accept or finish.
 */
final class Lead implements AutoCloseable {

    /** Any number, as long as nobody else in this database uses it: "mill run". */
    private static final long LOCK = 0x6d69_6c6c_2072_756eL;

    private static final String CHANNEL = "millrace_run";

    private final Connection session;

    private Lead(Connection session) {
        this.session = session;
    }

    /** Empty while another instance leads. */
    static Optional<Lead> take(DataSource database) throws SQLException {
        Connection session = database.getConnection();
        boolean taken = false;
        try (Statement statement = session.createStatement()) {
            try (ResultSet row =
                    statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
                taken = row.next() && row.getBoolean(1);
            }
            if (taken) {
                statement.execute("listen " + CHANNEL);
            }
        } finally {
            if (!taken) {
                session.close();
            }
        }
        return taken ? Optional.of(new Lead(session)) : Optional.empty();
    }

    /** Tells whoever leads that there is something to look at. */
    static String notification() {
        return "notify " + CHANNEL;
    }

    /**
     * Waits until another instance has something to say; false when nobody had. Fails when the
     * session, and with it the lead, is lost.
     */
    boolean listen(Duration most) throws SQLException {
        var said = session.unwrap(PGConnection.class).getNotifications((int) most.toMillis());
        return said != null && said.length > 0;
    }

    /** Gives the session back without the lock, or ends it. */
    @Override
    public void close() throws SQLException {
        try (session;
                Statement statement = session.createStatement()) {
            statement.execute("unlisten *");
            statement.execute("select pg_advisory_unlock(" + LOCK + ")");
        }
    }
}
