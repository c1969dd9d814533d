package dev.millrace.postprocess.run;

import dev.millrace.log.LogPart;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Releases the backlog of all instances while this one leads; otherwise stands by. Works at once
 * when there is new work or room for it, and looks by itself for what nobody rings for: deadlines
 * and keys.
 */
final class Releaser implements LogPart {

    private static final Logger LOG = LoggerFactory.getLogger(Releaser.class);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration STAND_BY = Duration.ofMillis(500);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    private final DataSource database;
    private final JdbcClient client;
    private final Release release;
    private final RunRepository runs;
    private final RunProperties properties;
    private final Clock clock;
    private final Wake wake = new Wake();
    private volatile boolean closing;
    private volatile boolean leading;
    private @Nullable Thread thread;

    Releaser(
            DataSource database,
            JdbcClient client,
            Release release,
            RunRepository runs,
            RunProperties properties,
            Clock clock) {
        this.database = database;
        this.client = client;
        this.release = release;
        this.runs = runs;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * There is new work, or room for it; called after the commit that made it so. It fails nobody:
     * unheard, the work is found at the next look.
     */
    void ring() {
        if (leading) {
            wake.ring();
            return;
        }
        try {
            client.sql(Lead.notification()).update();
        } catch (DataAccessException unheard) {
            LOG.debug("nobody was told of new work", unheard);
        }
    }

    @Override
    public String name() {
        return "run-releaser";
    }

    @Override
    public synchronized void start() {
        closing = false;
        thread = Thread.ofVirtual().name(name()).start(this::run);
    }

    /** Leading or standing by: both are its work. */
    @Override
    public synchronized boolean ready() {
        return thread != null && thread.isAlive();
    }

    boolean leading() {
        return leading;
    }

    @Override
    public synchronized void close() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        closing = true;
        wake.ring();
        try {
            if (!running.join(CLOSE_LIMIT)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            running.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                try {
                    Optional<Lead> lead = Lead.take(database);
                    if (lead.isPresent()) {
                        lead(lead.get());
                    } else {
                        // Nobody tells of a lead that became free, and a session that was cut
                        // holds its lock a moment longer than its owner knows.
                        wake.await(STAND_BY);
                    }
                } catch (SQLException | RuntimeException e) {
                    LOG.warn("releasing pauses: {}", reason(e));
                    wake.await(AFTER_FAILURE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lead(Lead lead) throws SQLException, InterruptedException {
        AtomicBoolean lost = new AtomicBoolean();
        Semaphore over = new Semaphore(0);
        Thread ear = Thread.ofVirtual().name(name() + "-ear").start(() -> hear(lead, lost, over));
        leading = true;
        LOG.info("releases the backlog");
        try {
            Instant forget = Instant.EPOCH;
            while (!closing && !lost.get()) {
                if (clock.instant().isAfter(forget)) {
                    runs.forget(clock.instant().minus(properties.keep()));
                    forget = clock.instant().plus(FORGET_EVERY);
                }
                release.resume();
                work(lost);
                wake.await(properties.look());
            }
        } finally {
            leading = false;
            over.release();
            ear.join();
            try {
                lead.close();
            } catch (SQLException gone) {
                LOG.debug("the session had ended", gone);
            }
        }
    }

    /**
     * As long as there is something to do: endings between the batches, so that neither waits long.
     */
    private void work(AtomicBoolean lost) {
        boolean more = true;
        while (more && !closing && !lost.get()) {
            boolean ended = release.endings();
            boolean released = release.lines();
            more = ended || released;
        }
    }

    /** Listens on the session that holds the lock: it fails when the lock is lost. */
    private void hear(Lead lead, AtomicBoolean lost, Semaphore over) {
        try {
            while (!over.tryAcquire(0, TimeUnit.SECONDS)) {
                if (lead.listen(Duration.ofMillis(200))) {
                    wake.ring();
                }
            }
        } catch (SQLException e) {
            LOG.warn("the lead is lost: {}", reason(e));
            lost.set(true);
            wake.ring();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The kind of failure: a message could quote a line. */
    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return e.getClass().getSimpleName() + " (" + cause.getClass().getSimpleName() + ")";
    }
}
