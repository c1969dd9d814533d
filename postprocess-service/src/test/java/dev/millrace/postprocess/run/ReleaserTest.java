package dev.millrace.postprocess.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ReleaserTest {

    /** Long enough that nothing here is found by looking: it must be rung for. */
    private static final Duration SELDOM = Duration.ofSeconds(30);

    private final RunWorld world = new RunWorld();
    private final List<Releaser> releasers = new ArrayList<>();
    private final List<HikariDataSource> databases = new ArrayList<>();

    @AfterEach
    void close() {
        releasers.forEach(Releaser::close);
        databases.forEach(HikariDataSource::close);
        world.close();
    }

    @Test
    void aJobOnAnIdleSystemIsReleasedAtOnce() {
        Releaser releaser = leader();
        for (int i = 1; i <= 20; i++) {
            int sofar = i;
            world.accept("acme" + i, 1);
            releaser.ring();
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> world.released().size() == sofar);
        }
    }

    @Test
    void whatAnotherInstanceAcceptsWakesTheLeader() {
        Releaser leader = leader();
        Releaser other = start(SELDOM);
        world.accept("acme", 1);
        other.ring();
        await().atMost(Duration.ofSeconds(5)).until(() -> world.released().size() == 1);
        assertThat(leader.leading()).isTrue();
        assertThat(other.leading()).isFalse();
        assertThat(other.ready()).isTrue();
    }

    @Test
    void oneInstanceReleasesAndAnotherTakesOverWhenItEnds() {
        Releaser first = leader();
        Releaser second = start(Duration.ofMillis(50));
        first.close();
        await().atMost(Duration.ofSeconds(5)).until(second::leading);
        assertThat(first.leading()).isFalse();
        world.accept("acme", 3);
        second.ring();
        await().until(() -> world.released().size() == 3);
    }

    @Test
    void aLeaderWhoseSessionDiesLeadsAgain() {
        Releaser releaser = leader();
        // Nobody rings: only a leader that begins anew looks by itself.
        world.accept("acme", 1);
        world.client
                .sql(
                        """
                        select pg_terminate_backend(pid) from pg_locks
                        where locktype = 'advisory' and granted and pid <> pg_backend_pid()
                        """)
                .query((row, _) -> row.getBoolean(1))
                .list();
        await().atMost(Duration.ofSeconds(10)).until(() -> world.released().size() == 1);
        await().until(releaser::leading);
    }

    private Releaser leader() {
        Releaser releaser = start(SELDOM);
        await().until(releaser::leading);
        return releaser;
    }

    private Releaser start(Duration look) {
        HikariDataSource database = RunWorld.dataSource();
        RunProperties usual = RunWorld.PROPERTIES;
        RunProperties properties =
                new RunProperties(
                        true,
                        usual.window(),
                        usual.quantum(),
                        usual.batch(),
                        usual.batchBytes(),
                        look,
                        usual.keep());
        Releaser releaser =
                new Releaser(
                        database,
                        JdbcClient.create(database),
                        world.release(properties),
                        world.repository,
                        properties,
                        world.clock);
        databases.add(database);
        releasers.add(releaser);
        releaser.start();
        return releaser;
    }
}
