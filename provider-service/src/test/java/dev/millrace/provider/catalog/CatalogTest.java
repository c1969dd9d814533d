package dev.millrace.provider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.embedded.TestCluster;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.topic.Topic;
import dev.millrace.provider.simulator.Simulator;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.Uuid7;
import dev.millrace.web.token.Caller;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.support.TransactionTemplate;

/** The stored catalog in a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogTest {

    private final TestCluster cluster = TestCluster.shared();
    private final HikariDataSource connections = connections();
    private final JdbcClient database = JdbcClient.create(connections);
    private final CatalogRepository repository = new CatalogRepository(database);
    private final OverrideRepository said = new OverrideRepository(database);
    private final Announcements announced = new Announcements();
    private final KnownModels known = KnownModels.shipped();
    private final Catalog catalog =
            new Catalog(
                    repository,
                    said,
                    announced,
                    new TransactionTemplate(new JdbcTransactionManager(connections)),
                    known,
                    Clock.systemUTC());

    /** What was announced, as words. */
    private static final class Announcements implements Outbox {

        final List<String> words = new CopyOnWriteArrayList<>();

        @Override
        public <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record) {
            assertThat(record).isInstanceOf(ModelOffered.class);
            words.add("+" + key);
        }

        @Override
        public void withdraw(Topic<?> topic, String key) {
            words.add("-" + key);
        }
    }

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
        Flyway.configure()
                .dataSource(
                        cluster.jdbcUrl("provider"),
                        cluster.user("provider"),
                        cluster.password("provider"))
                .locations("classpath:db/provider-service")
                .schemas("provider")
                .load()
                .migrate();
        database.sql(
                        "truncate provider.model, provider.provider, provider.model_override"
                                + " cascade")
                .update();
        announced.words.clear();
    }

    @AfterAll
    void close() {
        connections.close();
    }

    private static Provider provider(String id, ModelSource models) {
        Provider simulator = Simulator.provider(Clock.systemUTC(), Duration.ZERO);
        return new Provider(
                id, "test", "http://x", simulator.chat(), simulator.embeddings(), models, false);
    }

    private static MockHttpServletRequest caller(String scope, String... allowed) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        new Caller("t", "t", "u", "k", Set.of(scope), List.of(allowed)).bind(request);
        return request;
    }

    private void configured(Provider... providers) {
        Stream.of(providers)
                .forEach(
                        provider ->
                                database.sql(
                                                """
                                                insert into provider.provider (id, name, type,
                                                    endpoint, active, since)
                                                values (?, 'p', 'test', 'http://x', true, now())
                                                on conflict (id) do nothing
                                                """)
                                        .param(provider.id())
                                        .update());
    }

    @Test
    void whatIsDiscoveredIsOfferedOnceAndWithdrawnWhenGone() {
        Provider openai = provider("openai", List::of);
        configured(openai);
        catalog.discovered(openai, List.of("gpt-4o-mini", "own", "whisper-1"));
        assertThat(announced.words)
                .containsExactly("+model/openai/gpt-4o-mini", "+model/openai/own");
        announced.words.clear();
        catalog.discovered(openai, List.of("own", "gpt-4o-mini"));
        assertThat(announced.words).isEmpty();
        catalog.discovered(openai, List.of("gpt-4o-mini"));
        assertThat(announced.words).containsExactly("-model/openai/own");
    }

    @Test
    void aModelIsReadBackAsItWasStored() {
        Provider openai = provider("openai", List::of);
        configured(openai);
        catalog.discovered(openai, List.of("gpt-5.6", "own"));
        assertThat(repository.models("openai"))
                .extracting(CatalogRepository.StoredModel::model)
                .containsExactly(
                        Objects.requireNonNull(known.describe(openai, "gpt-5.6")),
                        Objects.requireNonNull(known.describe(openai, "own")));
    }

    @Test
    void whatAProviderOffersCanBeTakenBackAndNoListThatComesLateBringsItAgain() {
        Provider a = provider("a", List::of);
        configured(a);
        catalog.discovered(a, List.of("one"));
        announced.words.clear();
        catalog.withdraw("a");
        assertThat(announced.words).containsExactly("-model/a/one");
        database.sql("update provider.provider set active = false").update();
        catalog.discovered(a, List.of("one"));
        assertThat(announced.words).containsExactly("-model/a/one");
        assertThat(repository.models("a")).isEmpty();
    }

    @Test
    void modelsAreListedInPagesWithTheirPrices() {
        Provider openai = provider("openai", List::of);
        Provider local = provider("ollama", List::of);
        configured(openai, local);
        catalog.discovered(openai, List.of("gpt-5.6", "gpt-4o-mini"));
        catalog.discovered(local, List.of("hf.co/some/model"));
        ModelsController controller =
                new ModelsController(
                        repository,
                        said,
                        new Overrides(
                                repository,
                                said,
                                catalog,
                                id -> new ModelOrigin(id, id, false),
                                new AuditTrail(
                                        announced, new Uuid7(Clock.systemUTC()), Clock.systemUTC()),
                                new TransactionTemplate(new JdbcTransactionManager(connections))),
                        known,
                        Clock.systemUTC());
        var first = controller.models(caller("other"), 2, null, null, null, null, null);
        assertThat(first.hasMore()).isTrue();
        assertThat(first.data())
                .extracting(ModelView::id)
                .containsExactly("ollama/hf.co/some/model", "openai/gpt-4o-mini");
        var second = controller.models(caller("other"), 2, first.lastId(), null, null, null, null);
        assertThat(second.hasMore()).isFalse();
        assertThat(second.data())
                .extracting(view -> Objects.requireNonNull(view.price()).path("input").asString())
                .containsExactly("5");
        assertThat(first.data().getFirst().price()).isNull();
        assertThat(first.data()).extracting(ModelView::priced).containsExactly(false, true);

        MockHttpServletRequest limited = caller("other", "openai/gpt-4o-*");
        assertThat(controller.models(limited, 2, null, null, null, null, null).data())
                .extracting(ModelView::id)
                .containsExactly("openai/gpt-4o-mini");
        assertThat(controller.byId(limited, "openai/gpt-4o-mini").getStatusCode().value())
                .isEqualTo(200);
        assertThatThrownBy(() -> controller.byId(limited, "openai/gpt-5.6"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused ->
                                assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND));
    }
}
