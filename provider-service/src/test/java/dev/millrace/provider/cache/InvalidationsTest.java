package dev.millrace.provider.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.embedded.TestCluster;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Instances that tell each other, over a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvalidationsTest {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final TestCluster cluster = TestCluster.shared();
    private final HikariDataSource connections = connections();
    private final JdbcClient database = JdbcClient.create(connections);
    private final InvalidationRepository repository =
            new InvalidationRepository(
                    database, new TransactionTemplate(new JdbcTransactionManager(connections)));

    private HikariDataSource connections() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(cluster.jdbcUrl("provider"));
        pool.setUsername(cluster.user("provider"));
        pool.setPassword(cluster.password("provider"));
        pool.setMaximumPoolSize(4);
        return pool;
    }

    @BeforeEach
    void emptyTables() {
        Flyway flyway =
                Flyway.configure()
                        .dataSource(connections)
                        .locations("classpath:db/provider-service")
                        .cleanDisabled(false)
                        .load();
        flyway.clean();
        flyway.migrate();
    }

    @AfterAll
    void close() {
        connections.close();
    }

    /** What one instance has. */
    private final class Instance {

        final Invalidations invalidations;
        final AnswerCache cache;
        final CacheController controller;

        Instance() {
            this(LOOK);
        }

        Instance(Duration look) {
            CacheProperties properties =
                    new CacheProperties(
                            false,
                            Duration.ofHours(1),
                            Duration.ofHours(24),
                            DataSize.ofMegabytes(1),
                            DataSize.ofKilobytes(16),
                            look);
            invalidations = new Invalidations(repository, look);
            cache =
                    new AnswerCache(
                            properties,
                            invalidations::current,
                            System::nanoTime,
                            new SimpleMeterRegistry());
            controller = new CacheController(cache, repository, properties, Clock.systemUTC());
            invalidations.tell(cache::remove);
        }

        Instance running() {
            invalidations.start();
            await().until(invalidations::current);
            return this;
        }

        void keep(Asked asked) {
            asked.in(cache).keep(asked.candidate(), "a", Asked.answer("[]", "stop"));
        }

        boolean has(Asked asked) {
            return asked.in(cache).find(asked.candidate()) != null;
        }
    }

    private static MockHttpServletRequest request(String tenant, boolean admin, String... query) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        for (int i = 0; i < query.length; i += 2) {
            request.addParameter(query[i], query[i + 1]);
        }
        new Caller(
                        tenant,
                        "team",
                        "user",
                        "key",
                        admin ? Set.of(Caller.ADMIN) : Set.of(),
                        List.of())
                .bind(request);
        return request;
    }

    private static ErrorCode refusal(Callable<?> call) {
        try {
            call.call();
            throw new AssertionError("not refused");
        } catch (ApiException e) {
            return e.code();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anInvalidationReachesEveryInstanceWithinASecond() {
        Instance here = new Instance().running();
        Instance there = new Instance().running();
        Asked mine = Asked.usual();
        Asked theirs = mine.tenant("other");
        for (Instance each : List.of(here, there)) {
            each.keep(mine);
            each.keep(theirs);
        }

        var told = here.controller.invalidate(request("t", true, "model", "m"));
        assertThat(told.removed()).isEqualTo(1);
        assertThat(told.tenant()).isEqualTo("t");
        assertThat(here.has(mine)).isFalse();
        // Twice the second: this machine may be busy.
        await().atMost(Duration.ofSeconds(2)).until(() -> !there.has(mine));
        assertThat(here.has(theirs)).isTrue();
        assertThat(there.has(theirs)).isTrue();
        here.invalidations.stop();
        there.invalidations.stop();
    }

    @Test
    void nothingIsServedBeforeTheFirstLookNorLongAfterTheLast() {
        Instance instance = new Instance(Duration.ofMillis(100));
        instance.keep(Asked.usual());
        assertThat(instance.has(Asked.usual())).isFalse();
        instance.invalidations.look();
        assertThat(instance.has(Asked.usual())).isTrue();
        await().atMost(Duration.ofSeconds(10)).until(() -> !instance.has(Asked.usual()));
        instance.invalidations.look();
        assertThat(instance.has(Asked.usual())).isTrue();
    }

    @Test
    void nobodyWhoFollowsMissesOneOfManyMadeAtOnce() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        Invalidations follower = new Invalidations(repository, Duration.ofMillis(1));
        follower.tell(selection -> seen.add(requireNonNull(selection.model())));
        follower.look();
        follower.start();
        List<String> made = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (String model : made) {
                pool.execute(
                        () ->
                                repository.add(
                                        new Selection(null, null, model, null), Instant.now()));
            }
        }
        await().until(() -> seen.size() >= made.size());
        follower.stop();
        assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void oldOnesAreForgotten() {
        Instant now = Instant.now();
        repository.add(Selection.ofProvider("old"), now.minus(Duration.ofDays(3)));
        repository.add(Selection.ofProvider("new"), now);
        assertThat(repository.after(0))
                .extracting(each -> each.selection().provider())
                .containsExactly("new");
    }

    @Test
    void administratorsHaveTheirOwnTenantAndThoseOfTheHouseAll() {
        Instance instance = new Instance();
        Asked mine = Asked.usual();
        CacheController controller = instance.controller;
        instance.keep(mine);
        instance.keep(mine.tenant("other"));
        instance.keep(mine.tenant("default"));

        assertThat(refusal(() -> controller.cache(request("t", false))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() -> controller.invalidate(request("t", false))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        for (String foreign : List.of("other", "nobody", "*", "default")) {
            assertThat(refusal(() -> controller.invalidate(request("t", true, "tenant", foreign))))
                    .isEqualTo(ErrorCode.FORBIDDEN);
        }
        assertThat(controller.cache(request("t", true)).entries()).isEqualTo(1);
        assertThat(controller.cache(request("default", true)).entries()).isEqualTo(1);
        assertThat(controller.cache(request("default", true, "tenant", "*")).entries())
                .isEqualTo(3);
        assertThat(controller.invalidate(request("default", true, "tenant", "other")).removed())
                .isEqualTo(1);
        assertThat(controller.invalidate(request("t", true)).removed()).isEqualTo(1);
        assertThat(controller.invalidate(request("default", true, "tenant", "*")).removed())
                .isEqualTo(1);
    }

    @Test
    void aParameterWithATypingErrorTakesNothing() {
        Instance instance = new Instance();
        instance.keep(Asked.usual());
        for (String name : List.of("modle", "limit")) {
            assertThat(refusal(() -> instance.controller.invalidate(request("t", true, name, "m"))))
                    .isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER);
        }
        for (String value : List.of("", " ", "x".repeat(301))) {
            assertThat(
                            refusal(
                                    () ->
                                            instance.controller.invalidate(
                                                    request("t", true, "model", value))))
                    .isEqualTo(ErrorCode.INVALID_VALUE);
        }
        assertThat(instance.cache.size("t").entries()).isEqualTo(1);
    }
}
