package dev.millrace.provider.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.embedded.TestCluster;
import dev.millrace.events.Lane;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two instances over a real PostgreSQL. `./millrace prove limits` shows the same through whole
 * processes and for whole minutes.
 */
class SharedLimitTest {

    private static final long A_MINUTE = 6_000;
    private static final long A_SECOND = A_MINUTE / 60;

    /** As often as the limit lets through. */
    private static final int DEMAND = 3;

    private static final int TICK_MILLIS = 10;
    private static final Duration PART = Duration.ofSeconds(2);

    private final AtomicInteger taken = new AtomicInteger();
    private final Random random = new Random(7);

    @Test
    void sharesOneLimitWhereverTheLoadIsAndWhoeverDies() throws Exception {
        try (HikariDataSource one = connections();
                HikariDataSource other = connections()) {
            Flyway flyway =
                    Flyway.configure()
                            .dataSource(one)
                            .locations("classpath:db/provider-service")
                            .cleanDisabled(false)
                            .load();
            flyway.clean();
            flyway.migrate();
            MinuteLimits first = instance(one);
            MinuteLimits second = instance(other);
            long begun = System.nanoTime();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                ask(callers, first, second, 0.9);
                ask(callers, first, second, 0.1);
                ask(callers, first, second, 1);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            // Stocks are empty at first, so that nothing comes on top of the rate; at the end the
            // stock of the one that died is lost.
            assertThat((double) taken.get())
                    .isLessThanOrEqualTo(A_SECOND * seconds + 1)
                    .isGreaterThan(A_SECOND * 3 * PART.toSeconds() * 0.7);
        }
    }

    private static HikariDataSource connections() {
        TestCluster cluster = TestCluster.shared();
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(cluster.jdbcUrl("provider"));
        pool.setUsername(cluster.user("provider"));
        pool.setPassword(cluster.password("provider"));
        pool.setMaximumPoolSize(2);
        return pool;
    }

    private static MinuteLimits instance(HikariDataSource connections) {
        return new MinuteLimits(
                new DatabaseStock(JdbcClient.create(connections)),
                System::nanoTime,
                Duration.ofMillis(50),
                Thread::startVirtualThread);
    }

    private void ask(
            ExecutorService callers, MinuteLimits first, MinuteLimits second, double share) {
        long begun = System.nanoTime();
        long asked = 0;
        while (System.nanoTime() - begun < PART.toNanos()) {
            for (; asked < (System.nanoTime() - begun) / 1e9 * A_SECOND * DEMAND; asked++) {
                MinuteLimits one = random.nextDouble() < share ? first : second;
                callers.execute(() -> take(one));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        }
    }

    private void take(MinuteLimits limits) {
        try {
            if (limits.take("shared", A_MINUTE, null, 0, Lane.INTERACTIVE, Duration.ofMillis(500))
                    != null) {
                taken.incrementAndGet();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
