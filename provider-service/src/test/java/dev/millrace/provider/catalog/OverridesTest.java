package dev.millrace.provider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.embedded.TestCluster;
import dev.millrace.events.AuditRecorded;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topic;
import dev.millrace.provider.simulator.Simulator;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.Uuid7;
import dev.millrace.web.token.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.support.TransactionTemplate;

/** What operators say of models, in a real PostgreSQL, through the controller. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverridesTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String YUAN =
            """
            {"price": {"currency": "CNY", "input": "4", "output": "12.5", "cached_input": "0.4",
              "tiers": [{"above_input_tokens": 32000, "input": "6", "output": "24"},
                        {"service_tier": "flex", "input": "2", "output": "6"}]}}
            """;

    private final TestCluster cluster = TestCluster.shared();
    private final HikariDataSource connections = connections();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final OverrideRepository said = new OverrideRepository(JdbcClient.create(connections));
    private final CatalogRepository repository =
            new CatalogRepository(JdbcClient.create(connections));
    private final KnownModels known = KnownModels.shipped();
    private final Announced announced = new Announced();
    private final Provider openai = provider("openai");
    private final Catalog catalog = catalog();
    private final ModelsController controller = controller();

    /** What stands on the topics. */
    private static final class Announced implements Outbox {

        final Map<String, ModelOffered> offers = new HashMap<>();
        final List<AuditRecorded> audits = new ArrayList<>();

        @Override
        public <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record) {
            if (record instanceof ModelOffered offered) {
                offers.put(key, offered);
            } else {
                audits.add((AuditRecorded) record);
            }
        }

        @Override
        public void withdraw(Topic<?> topic, String key) {
            offers.remove(key);
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

    private TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(connections));
    }

    private Catalog catalog() {
        return new Catalog(repository, said, announced, transactions(), known, clock);
    }

    private ModelsController controller() {
        Overrides overrides =
                new Overrides(
                        repository,
                        said,
                        catalog,
                        id -> new ModelOrigin(id, id, false),
                        new AuditTrail(announced, new Uuid7(clock), clock),
                        transactions());
        return new ModelsController(repository, said, overrides, known, clock);
    }

    /** Switches the provider on or off, as the registry does. */
    private void switched(boolean active) {
        JdbcClient.create(connections)
                .sql(
                        """
                        insert into provider.provider (id, name, type, endpoint, active, since)
                        values ('openai', 'o', 'test', 'http://x', :active, now())
                        on conflict (id) do update set active = :active
                        """)
                .param("active", active)
                .update();
        if (!active) {
            transactions().executeWithoutResult(_ -> catalog.withdraw("openai"));
        }
    }

    private static Provider provider(String id) {
        Provider simulator = Simulator.provider(Clock.systemUTC(), Duration.ZERO);
        return new Provider(
                id, "test", "", simulator.chat(), simulator.embeddings(), List::of, false);
    }

    @BeforeEach
    void discover() {
        Flyway.configure()
                .dataSource(
                        cluster.jdbcUrl("provider"),
                        cluster.user("provider"),
                        cluster.password("provider"))
                .locations("classpath:db/provider-service")
                .schemas("provider")
                .load()
                .migrate();
        JdbcClient.create(connections)
                .sql("truncate provider.model, provider.provider, provider.model_override cascade")
                .update();
        announced.offers.clear();
        announced.audits.clear();
        switched(true);
        catalog.discovered(openai, List.of("gpt-4o-mini", "own", "deepseek-ai/own"));
    }

    @AfterAll
    void close() {
        connections.close();
    }

    private static MockHttpServletRequest caller(String tenant, String scope) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        new Caller(tenant, "team", "user", "key-1", Set.of(scope), List.of()).bind(request);
        return request;
    }

    private static MockHttpServletRequest admin(String body, @Nullable String ifMatch) {
        MockHttpServletRequest request = caller("default", Caller.ADMIN);
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        if (ifMatch != null) {
            request.addHeader("If-Match", ifMatch);
        }
        return request;
    }

    private ResponseEntity<ModelView> put(String id, String body) throws IOException {
        return controller.setById(admin(body, null), id);
    }

    private ModelView get(String id) {
        return Objects.requireNonNull(controller.byId(caller("acme", "none"), id).getBody());
    }

    private ModelOffered offer(String id) {
        return Objects.requireNonNull(announced.offers.get("model/" + id));
    }

    @Test
    void aPriceInAnotherCurrencyIsShownAnnouncedAndAudited() throws IOException {
        put("openai/own", YUAN);

        ModelView shown = get("openai/own");
        assertThat(shown.priced()).isTrue();
        assertThat(String.valueOf(shown.price()))
                .isEqualTo(
                        "{\"currency\":\"CNY\",\"input\":\"4\",\"output\":\"12.5\","
                                + "\"cached_input\":\"0.4\",\"tiers\":[{\"above_input_tokens\":32000,"
                                + "\"input\":\"6\",\"output\":\"24\"},{\"above_input_tokens\":0,"
                                + "\"service_tier\":\"flex\",\"input\":\"2\",\"output\":\"6\"}]}");
        var price = offer("openai/own").getPrice().orElseThrow();
        assertThat(price.getCurrency()).isEqualTo("CNY");
        assertThat(price.getOutputNanos()).isEqualTo(12_500_000_000L);
        assertThat(price.getTiers()).hasSize(2);
        AuditRecorded audit = announced.audits.getFirst();
        assertThat(audit.getAction()).isEqualTo("model_override.set");
        assertThat(audit.getSubject()).isEqualTo("model/openai/own");
        assertThat(audit.getActor()).isEqualTo("key-1");
        assertThat(Content.openText(audit.getBefore())).contains("");
        assertThat(Content.openText(audit.getAfter()).orElseThrow()).contains("\"CNY\"");
    }

    @Test
    void whatIsSaidSurvivesDiscoveryAndAProviderThatWentAndCameBack() throws IOException {
        put("openai/gpt-4o-mini", YUAN);

        catalog.discovered(openai, List.of("gpt-4o-mini"));
        assertThat(currency()).isEqualTo("CNY");
        switched(false);
        assertThat(announced.offers).isEmpty();
        switched(true);
        catalog.discovered(openai, List.of("gpt-4o-mini"));

        assertThat(currency()).isEqualTo("CNY");
        assertThat(
                        Objects.requireNonNull(get("openai/gpt-4o-mini").price())
                                .path("currency")
                                .asString())
                .isEqualTo("CNY");
    }

    private String currency() {
        return offer("openai/gpt-4o-mini").getPrice().orElseThrow().getCurrency();
    }

    @Test
    void whatIsTakenBackIsAsItWasShipped() throws IOException {
        put("openai/gpt-4o-mini", YUAN);
        controller.removeByPath(admin("", null), "openai", "/gpt-4o-mini");

        assertThat(currency()).isEqualTo("USD");
        assertThat(get("openai/gpt-4o-mini").override()).isNull();
        assertThat(announced.audits.getLast().getAction()).isEqualTo("model_override.delete");
        refused(
                ErrorCode.NOT_FOUND,
                null,
                () -> controller.removeById(admin("", null), "openai/gpt-4o-mini"));
    }

    @Test
    void nullSaysThatNothingIsKnownAndIsNotZero() throws IOException {
        put("openai/gpt-4o-mini", "{\"price\": null, \"context_window\": null}");

        ModelView shown = get("openai/gpt-4o-mini");
        assertThat(shown.priced()).isFalse();
        assertThat(shown.price()).isNull();
        assertThat(shown.contextWindow()).isNull();
        assertThat(shown.maxOutput()).isEqualTo(16_384L);
        assertThat(offer("openai/gpt-4o-mini").getPrice()).isEmpty();
    }

    @Test
    void aRevisionIsReplacedOnlyByWhoHasSeenIt() throws IOException {
        assertThat(controller.byId(caller("t", "x"), "openai/own").getHeaders().getETag())
                .isEqualTo("\"0\"");
        assertThat(controller.setById(admin("{}", "\"0\""), "openai/own").getHeaders().getETag())
                .isEqualTo("\"1\"");
        refused(
                ErrorCode.PRECONDITION_FAILED,
                null,
                () -> controller.setById(admin("{}", "\"0\""), "openai/own"));
        controller.removeById(admin("", "\"1\""), "openai/own");
        // The number of what was taken back does not come again.
        assertThat(controller.setById(admin("{}", "*"), "openai/own").getHeaders().getETag())
                .isEqualTo("\"3\"");
        refused(
                ErrorCode.INVALID_VALUE,
                "If-Match",
                () -> controller.setById(admin("{}", "three"), "openai/own"));
        assertThat(announced.audits).hasSize(3);
    }

    @Test
    void aModelThatNoListNamesIsOfferedWhenAnOperatorSaysSo() throws IOException {
        put("openai/hidden/fine-tune", "{\"offered\": true, \"operations\": [\"embeddings\"]}");

        assertThat(offer("openai/hidden/fine-tune").getOperations())
                .containsExactly(Operation.EMBEDDINGS);
        assertThat(get("openai/hidden/fine-tune").listed()).isFalse();
        catalog.discovered(openai, List.of("own"));
        assertThat(announced.offers.keySet())
                .containsExactlyInAnyOrder("model/openai/hidden/fine-tune", "model/openai/own");
        switched(false);
        switched(true);
        catalog.notDiscovered(openai);
        assertThat(announced.offers.keySet()).containsExactly("model/openai/hidden/fine-tune");
        catalog.discovered(openai, List.of("hidden/fine-tune"));
        assertThat(get("openai/hidden/fine-tune").listed()).isTrue();
        catalog.discovered(openai, List.of());
        controller.removeById(admin("", null), "openai/hidden/fine-tune");
        assertThat(announced.offers).isEmpty();
    }

    @Test
    void aModelThatIsNotOfferedIsShownToAdministratorsAlone() throws IOException {
        put("openai/own", "{\"offered\": false}");

        assertThat(announced.offers).doesNotContainKey("model/openai/own");
        refused(ErrorCode.MODEL_NOT_FOUND, null, () -> get("openai/own"));
        assertThat(controller.byId(admin("", null), "openai/own").getBody())
                .extracting(ModelView::offered)
                .isEqualTo(false);
        assertThat(ids(caller("acme", Caller.ADMIN), null, null, null))
                .containsExactly("openai/deepseek-ai/own", "openai/gpt-4o-mini");
        assertThat(ids(admin("", null), null, null, null)).contains("openai/own");
        catalog.discovered(openai, List.of("own"));
        assertThat(announced.offers).isEmpty();
        put("openai/own", "{}");
        assertThat(announced.offers).containsKey("model/openai/own");
    }

    @Test
    void whatIsSaidOfAModelWaitsForIt() throws IOException {
        ModelView waiting = Objects.requireNonNull(put("openai/later", YUAN).getBody());
        assertThat(waiting.offered()).isFalse();
        assertThat(announced.offers).doesNotContainKey("model/openai/later");

        catalog.discovered(openai, List.of("later"));

        assertThat(offer("openai/later").getPrice()).isPresent();
    }

    @Test
    void aModelIsCurrentThenDeprecatedThenRetired() throws IOException {
        assertThat(get("openai/own").status()).isEqualTo("current");
        put("openai/own", "{\"deprecated_at\": \"2026-11-01\", \"retires_at\": \"2027-01-31\"}");
        assertThat(get("openai/own").status()).isEqualTo("deprecated");
        assertThat(get("openai/own").retiresAt()).isEqualTo("2027-01-31T00:00:00Z");
        assertThat(offer("openai/own").getDeprecatedAt())
                .contains(Instant.parse("2026-11-01T00:00:00Z"));
        put("openai/own", "{\"retires_at\": \"2026-11-28T12:00:00Z\"}");
        assertThat(get("openai/own").status()).isEqualTo("retired");
    }

    @Test
    void filtersLookAtWhatIsInForce() throws IOException {
        put("openai/own", "{\"capabilities\": [\"vision\"], \"operations\": [\"embeddings\"]}");

        assertThat(ids(caller("t", "x"), "vision", null, null))
                .containsExactly("openai/gpt-4o-mini", "openai/own");
        assertThat(ids(caller("t", "x"), null, "embeddings", null)).containsExactly("openai/own");
        assertThat(ids(caller("t", "x"), null, null, "true")).containsExactly("openai/gpt-4o-mini");
        assertThat(ids(caller("t", "x"), null, null, "false")).hasSize(2);
        refused(
                ErrorCode.INVALID_VALUE,
                "operation",
                () -> ids(caller("t", "x"), null, "sing", null));
        refused(ErrorCode.INVALID_VALUE, "priced", () -> ids(caller("t", "x"), null, null, "so"));
        assertThat(controller.models(caller("t", "x"), 9, null, "other", null, null, null).data())
                .isEmpty();
    }

    private List<String> ids(
            MockHttpServletRequest request,
            @Nullable String capability,
            @Nullable String operation,
            @Nullable String priced) {
        return controller
                .models(request, 200, null, "openai", capability, operation, priced)
                .data()
                .stream()
                .map(ModelView::id)
                .toList();
    }

    @Test
    void onlyAdministratorsOfTheHouseSayAnything() {
        MockHttpServletRequest other = caller("acme", Caller.ADMIN);
        refused(ErrorCode.FORBIDDEN, null, () -> controller.setById(other, "openai/own"));
        refused(
                ErrorCode.FORBIDDEN,
                null,
                () -> controller.setById(caller("default", "none"), "openai/own"));
        refused(ErrorCode.FORBIDDEN, null, () -> controller.removeById(other, "openai/own"));
        refused(ErrorCode.NOT_FOUND, null, () -> put("nobody/own", "{}"));
        refused(ErrorCode.INVALID_VALUE, "id", () -> put("openai/", "{}"));
        assertThat(announced.audits).isEmpty();
    }

    private static void refused(
            ErrorCode code,
            @Nullable String param,
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.param()).isEqualTo(param);
                        });
    }
}
