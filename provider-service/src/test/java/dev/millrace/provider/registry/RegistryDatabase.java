package dev.millrace.provider.registry;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.boot.audit.AuditTrail.Actor;
import dev.millrace.events.Owner;
import dev.millrace.events.ProviderChanged;
import dev.millrace.events.topic.Topic;
import dev.millrace.provider.MigratedDatabase;
import dev.millrace.provider.catalog.Catalogs;
import dev.millrace.provider.catalog.KnownModels;
import dev.millrace.provider.credential.MasterKeys;
import dev.millrace.provider.credential.Vault;
import dev.millrace.provider.simulator.SimulatorProperties;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.form.Form;
import dev.millrace.web.request.Uuid7;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/** A registry on the shared database, with empty tables, and what it announced last. */
final class RegistryDatabase implements AutoCloseable {

    static final Actor ADMIN = new Actor(new Owner("default", "t", "u"), "key-1");

    private final HikariDataSource connections = MigratedDatabase.connections();
    private final Clock clock = Clock.systemUTC();
    private final Vault vault =
            new Vault(MasterKeys.of(Base64.getEncoder().encodeToString(new byte[32])));
    private final UpstreamClient client;
    final ProviderRepository providers;
    final CredentialRepository credentials;
    final Registry registry;

    /** What stands on the topic, by key. */
    final Map<String, ProviderChanged> announced = new HashMap<>();

    RegistryDatabase() {
        JdbcClient database = JdbcClient.create(connections);
        TransactionTemplate transactions =
                new TransactionTemplate(new JdbcTransactionManager(connections));
        Duration second = Duration.ofSeconds(1);
        client = new UpstreamClient(clock, new Patience(second, second, second, 1_000_000));
        providers = new ProviderRepository(database);
        credentials = new CredentialRepository(database);
        Outbox outbox = new Announcements();
        registry =
                new Registry(
                        providers,
                        credentials,
                        Catalogs.of(database, outbox, transactions),
                        vault,
                        outbox,
                        new AuditTrail(outbox, new Uuid7(clock), clock),
                        transactions,
                        new Uuid7(clock),
                        clock);
        database.sql("truncate provider.provider, provider.provider_gone cascade").update();
    }

    private final class Announcements implements Outbox {

        @Override
        public <V extends SpecificRecord> void add(Topic<? super V> topic, String key, V record) {
            if (record instanceof ProviderChanged changed) {
                announced.put(key, changed);
            }
        }

        @Override
        public void withdraw(Topic<?> topic, String key) {
            announced.remove(key);
        }
    }

    ProviderBody read(ObjectNode body, @Nullable String id) {
        return ProviderBody.of(
                Form.of(body.toString().getBytes(StandardCharsets.UTF_8)),
                id,
                id == null ? null : providers.find(id).orElse(null));
    }

    Following following(Providers current) {
        return new Following(
                providers,
                credentials,
                vault,
                new Adapters(
                        client,
                        KnownModels.shipped(),
                        clock,
                        new SimulatorProperties(Duration.ZERO)),
                current,
                () -> {},
                _ -> {},
                clock);
    }

    /** The code a change is refused with; empty when it is not. */
    static String refusal(Runnable change) {
        try {
            change.run();
            return "";
        } catch (ApiException refused) {
            return refused.code().code();
        }
    }

    @Override
    public void close() {
        connections.close();
        client.close();
    }
}
