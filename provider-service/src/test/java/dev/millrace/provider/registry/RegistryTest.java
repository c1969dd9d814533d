package dev.millrace.provider.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.boot.audit.AuditTrail.Actor;
import dev.millrace.events.AuditRecorded;
import dev.millrace.events.Owner;
import dev.millrace.events.ProviderChanged;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topic;
import dev.millrace.provider.MigratedDatabase;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.catalog.Catalogs;
import dev.millrace.provider.credential.MasterKeys;
import dev.millrace.provider.credential.Vault;
import dev.millrace.provider.registry.Registry.Wanted;
import dev.millrace.provider.registry.StoredProvider.Source;
import dev.millrace.provider.simulator.SimulatorProperties;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.form.Form;
import dev.millrace.web.request.Uuid7;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/** The registry on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryTest {

    private static final Actor ADMIN = new Actor(new Owner("default", "t", "u"), "key-1");
    private static final String OLD_KEY = key(1);
    private static final String NEW_KEY = key(2);

    private final HikariDataSource connections = MigratedDatabase.connections();
    private final JdbcClient database = JdbcClient.create(connections);
    private final TransactionTemplate transactions =
            new TransactionTemplate(new JdbcTransactionManager(connections));
    private final Clock clock = Clock.systemUTC();
    private final Recorded outbox = new Recorded();
    private final ProviderRepository providers = new ProviderRepository(database);
    private final CredentialRepository credentials = new CredentialRepository(database);
    private final UpstreamClient client =
            new UpstreamClient(
                    clock,
                    new Patience(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1),
                            1_000_000));

    private static String key(int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    /** What was announced and audited. */
    private static final class Recorded implements Outbox {

        final List<SpecificRecord> records = new CopyOnWriteArrayList<>();
        final List<String> withdrawn = new CopyOnWriteArrayList<>();

        @Override
        public <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record) {
            records.add(record);
        }

        @Override
        public void withdraw(Topic<?> topic, String key) {
            withdrawn.add(key);
        }

        String audited() {
            StringBuilder all = new StringBuilder();
            for (SpecificRecord record : records) {
                if (record instanceof AuditRecorded audit) {
                    all.append(audit.getActor()).append(' ').append(audit.getAction());
                    all.append(' ').append(audit.getSubject()).append('\n');
                    all.append(Content.openText(audit.getBefore()).orElseThrow()).append('\n');
                    all.append(Content.openText(audit.getAfter()).orElseThrow()).append('\n');
                }
            }
            return all.toString();
        }
    }

    private static Vault vault(String keys) {
        return new Vault(MasterKeys.of(keys));
    }

    private Registry registry(Vault vault) {
        return new Registry(
                providers,
                credentials,
                Catalogs.of(database, outbox, transactions),
                vault,
                outbox,
                new AuditTrail(outbox, new Uuid7(clock), clock),
                transactions,
                new Uuid7(clock),
                clock);
    }

    private final Registry registry = registry(vault(OLD_KEY));

    @BeforeEach
    void emptyTables() {
        database.sql("truncate provider.provider, provider.provider_gone cascade").update();
        outbox.records.clear();
        outbox.withdrawn.clear();
    }

    @AfterAll
    void close() {
        connections.close();
        client.close();
    }

    private ProviderBody body(String id, String members) {
        String json =
                "{\"id\":\"%s\",\"type\":\"openai-compatible\",\"endpoint\":\"http://127.0.0.1:9\"%s}"
                        .formatted(id, members);
        return ProviderBody.of(
                Form.of(json.getBytes(StandardCharsets.UTF_8)),
                null,
                providers.find(id).orElse(null));
    }

    private static ErrorCode refusal(Runnable change) {
        try {
            change.run();
        } catch (ApiException refused) {
            return refused.code();
        }
        throw new AssertionError("it was not refused");
    }

    @Test
    void anActiveProviderIsNotDeletedAndABuiltInOneNever() {
        registry.create(ADMIN, body("a", ""));
        assertThat(refusal(() -> registry.delete(ADMIN, "a", null)))
                .isEqualTo(ErrorCode.PROVIDER_ACTIVE);
        registry.activate(ADMIN, "a", null, false);
        assertThat(refusal(() -> registry.delete(ADMIN, "a", 1L)))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        registry.delete(ADMIN, "a", 2L);
        assertThat(providers.find("a")).isEmpty();
        assertThat(outbox.withdrawn).contains("provider/a");
        registry.follow(new EnvironmentProviders(List.of()).wanted());
        registry.activate(ADMIN, "simulator", null, false);
        assertThat(refusal(() -> registry.delete(ADMIN, "simulator", null)))
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void switchingIsCountedAnnouncedAndKept() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        registry.create(ADMIN, body("a", ""));
        boolean active = true;
        long revision = 1;
        for (int i = 0; i < 100; i++) {
            boolean next = random.nextBoolean();
            outbox.records.clear();
            StoredProvider after = registry.activate(ADMIN, "a", null, next);
            revision += next == active ? 0 : 1;
            assertThat(after.active()).as("seed %d, try %d", seed, i).isEqualTo(next);
            assertThat(after.revision()).as("seed %d, try %d", seed, i).isEqualTo(revision);
            assertThat(outbox.records).hasSize(next == active ? 0 : 2);
            assertThat(providers.find("a").orElseThrow().active()).isEqualTo(next);
            active = next;
        }
    }

    @Test
    void whoeverChangesWhatHeDidNotSeeIsToldSo() {
        registry.create(ADMIN, body("a", ""));
        assertThat(registry.replace(ADMIN, 1, body("a", ",\"name\":\"One\"")).revision())
                .isEqualTo(2);
        assertThat(refusal(() -> registry.replace(ADMIN, 1, body("a", ",\"name\":\"Two\""))))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(refusal(() -> registry.create(ADMIN, body("a", ""))))
                .isEqualTo(ErrorCode.NAME_TAKEN);
    }

    @Test
    void aProviderThatComesAgainNeverHasARevisionOfTheOneBefore() {
        long last = 0;
        for (int i = 0; i < 3; i++) {
            StoredProvider made = registry.create(ADMIN, body("a", ",\"active\":false"));
            assertThat(made.revision()).isGreaterThan(last);
            last = registry.activate(ADMIN, "a", null, true).revision();
            last = registry.activate(ADMIN, "a", null, false).revision();
            registry.delete(ADMIN, "a", last);
        }
        registry.create(ADMIN, body("a", ",\"active\":false"));
        long old = last;
        assertThat(refusal(() -> registry.delete(ADMIN, "a", old)))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void everyChangeIsAuditedAndNoCredentialIsAmongIt() {
        registry.create(ADMIN, body("a", ",\"credential\":\"sk-first-secret-0001\""));
        registry.rotate(ADMIN, "a", null, "sk-second-\"secret\\0002", Duration.ofDays(1));
        registry.replace(ADMIN, 2, body("a", ",\"credential\":\"sk-third-secret-0003\""));
        registry.activate(ADMIN, "a", null, false);
        registry.delete(ADMIN, "a", null);
        assertThat(outbox.audited())
                .contains(
                        "key-1 provider.create provider/a",
                        "key-1 provider.credential.rotate provider/a",
                        "key-1 provider.update provider/a",
                        "key-1 provider.deactivate provider/a",
                        "key-1 provider.delete provider/a")
                .doesNotContain("secret");
        assertThat(outbox.records.toString()).doesNotContain("secret");
    }

    @Test
    void twoCredentialsAreValidInTheOverlapAndOneWhenItWasCompromised() {
        registry.create(ADMIN, body("a", ",\"credential\":\"sk-first-secret-0001\""));
        registry.rotate(ADMIN, "a", null, "sk-second-secret-0002", Duration.ofDays(1));
        assertThat(valid("a")).containsExactly("…0002", "…0001");
        registry.rotate(ADMIN, "a", null, "sk-third-secret-0003", Duration.ZERO);
        assertThat(valid("a")).containsExactly("…0003");
        String id = credentials.of("a").getFirst().id();
        registry.revoke(ADMIN, "a", id);
        assertThat(valid("a")).isEmpty();
        assertThat(refusal(() -> registry.revoke(ADMIN, "a", id))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    private List<String> valid(String provider) {
        return credentials.of(provider).stream()
                .filter(each -> each.isValid(clock.instant()))
                .map(StoredCredential::masked)
                .toList();
    }

    private static Wanted wanted(String id, String endpoint, String credential) {
        return new Wanted(
                ProviderSettings.usual(id, ProviderType.OPENAI_COMPATIBLE, endpoint),
                Source.ENVIRONMENT,
                credential);
    }

    @Test
    void theEnvironmentIsFollowedUntilAnOperatorHasChangedWhatItNames() {
        registry.follow(List.of(wanted("a", "http://one", "k1"), wanted("b", "http://b", "")));
        registry.follow(List.of(wanted("a", "http://one", "k1"), wanted("b", "http://b", "")));
        assertThat(providers.find("a").orElseThrow().revision()).isEqualTo(1);
        registry.follow(List.of(wanted("a", "http://two", "k2")));
        StoredProvider a = providers.find("a").orElseThrow();
        assertThat(a.settings().endpoint()).isEqualTo("http://two");
        assertThat(credentials.of("a")).hasSize(1);
        assertThat(providers.find("b").orElseThrow().active()).isFalse();
        registry.replace(ADMIN, a.revision(), body("a", ",\"name\":\"By hand\""));
        registry.follow(List.of(wanted("a", "http://three", "k3"), wanted("b", "http://b", "")));
        StoredProvider edited = providers.find("a").orElseThrow();
        assertThat(edited.settings().name()).isEqualTo("By hand");
        assertThat(edited.settings().endpoint()).isEqualTo("http://127.0.0.1:9");
        assertThat(vault(OLD_KEY).open("a", id("a"), credentials.of("a").getFirst().sealed()))
                .contains("k2");
        assertThat(providers.find("b").orElseThrow().active()).isTrue();
    }

    @Test
    void aWrongMasterKeyDestroysNothingThatTheRightOneOpens() {
        registry.follow(List.of(wanted("a", "http://one", "k1")));
        String first = id("a");
        Registry wrong = registry(vault(NEW_KEY));
        wrong.follow(List.of(wanted("a", "http://one", "k1")));
        wrong.reseal();
        assertThat(vault(NEW_KEY).open("a", id("a"), credentials.of("a").getFirst().sealed()))
                .as("the environment's works all the same")
                .contains("k1");
        StoredCredential kept = credentials.of("a").getLast();
        assertThat(kept.id()).isEqualTo(first);
        assertThat(vault(OLD_KEY).open("a", first, kept.sealed())).contains("k1");
    }

    private String id(String provider) {
        return credentials.of(provider).getFirst().id();
    }

    private Following following(Vault vault, Providers current) {
        return new Following(
                providers,
                credentials,
                vault,
                new Adapters(
                        client,
                        dev.millrace.provider.catalog.KnownModels.shipped(),
                        clock,
                        new SimulatorProperties(Duration.ZERO)),
                current,
                () -> {},
                _ -> {},
                clock);
    }

    @Test
    void anInstanceFollowsWhatChangesAndKeepsWhatDoesNot() {
        registry.create(ADMIN, body("a", ",\"credential\":\"sk-first-secret-0001\""));
        registry.create(ADMIN, body("b", ""));
        Providers current = new Providers();
        Following following = following(vault(OLD_KEY), current);
        following.start();
        try {
            await().until(() -> current.all().size() == 2);
            Registered b = current.find("b").orElseThrow();
            registry.activate(ADMIN, "a", null, false);
            following.on("provider/a", lastChange());
            await().until(() -> current.find("a").isEmpty());
            assertThat(current.find("b")).containsSame(b);
            registry.rotate(ADMIN, "b", null, "sk-second-secret-0002", Duration.ZERO);
            following.on("provider/b", lastChange());
            await().until(() -> current.find("b").orElseThrow().revision() == 2);
            assertThat(current.find("b").orElseThrow().accesses().getFirst().credentialId())
                    .isEqualTo(id("b"));
        } finally {
            following.stop();
        }
    }

    private ProviderChanged lastChange() {
        List<ProviderChanged> changes = new ArrayList<>();
        for (SpecificRecord record : outbox.records) {
            if (record instanceof ProviderChanged change) {
                changes.add(change);
            }
        }
        return changes.getLast();
    }

    @Test
    void withoutTheMasterKeyAProviderIsLockedAndNoDumpHoldsItsCredential() {
        registry.create(ADMIN, body("a", ",\"credential\":\"sk-first-secret-0001\""));
        Providers current = new Providers();
        Following following = following(vault(NEW_KEY), current);
        following.start();
        try {
            await().until(() -> current.find("a").isPresent());
        } finally {
            following.stop();
        }
        Registered locked = current.find("a").orElseThrow();
        assertThat(locked.locked()).isTrue();
        assertThat(locked.accesses()).isEmpty();
        String dump =
                database.sql(
                                "select string_agg(encode(sealed, 'escape') || c::text, ' ')"
                                        + " from provider.credential c")
                        .query(String.class)
                        .single();
        assertThat(dump).doesNotContain("sk-first-secret").contains("…0001");
    }

    @Test
    void aNewMasterKeySealsEverythingAnewSoThatTheOldOneCanGo() {
        registry.create(ADMIN, body("a", ",\"credential\":\"sk-first-secret-0001\""));
        assertThat(registry(vault(NEW_KEY + "," + OLD_KEY)).reseal()).isEqualTo(1);
        assertThat(registry(vault(NEW_KEY + "," + OLD_KEY)).reseal()).isZero();
        StoredCredential sealed = credentials.of("a").getFirst();
        assertThat(vault(NEW_KEY).open("a", sealed.id(), sealed.sealed()))
                .contains("sk-first-secret-0001");
        assertThat(vault(OLD_KEY).open("a", sealed.id(), sealed.sealed())).isEmpty();
    }

    @Test
    void theShownProviderTellsOfNoCredential() {
        registry.create(ADMIN, body("a", ",\"credential\":\"sk-first-secret-0001\""));
        ObjectNode shown =
                ProviderView.full(
                        providers.find("a").orElseThrow(),
                        credentials.of("a"),
                        false,
                        clock.instant());
        assertThat(shown.toString()).contains("…0001").doesNotContain("secret");
        assertThat(Json.MAPPER.readTree(shown.toString()).has("credential")).isFalse();
        assertThatThrownBy(() -> registry.activate(ADMIN, "no-such", null, true))
                .isInstanceOf(ApiException.class);
    }
}
