package dev.millrace.provider.registry;

import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.provider.catalog.Catalog;
import dev.millrace.provider.catalog.KnownModels;
import dev.millrace.provider.catalog.ModelOrigin;
import dev.millrace.provider.credential.Vault;
import dev.millrace.provider.simulator.SimulatorProperties;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Providers: kept, followed, changed, shown. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RegistryProperties.class, SimulatorProperties.class})
@Import({ProvidersController.class, CredentialsController.class})
public class RegistryConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryConfiguration.class);

    @Bean
    Providers providers() {
        return new Providers();
    }

    @Bean
    ModelOrigin.Lookup modelOrigins(Providers providers) {
        return id ->
                providers
                        .find(id)
                        .filter(provider -> !provider.accesses().isEmpty())
                        .map(provider -> provider.accesses().getFirst().provider().origin())
                        .orElse(new ModelOrigin(id, id, false));
    }

    @Bean
    ProviderRepository providerRepository(JdbcClient database) {
        return new ProviderRepository(database);
    }

    @Bean
    CredentialRepository credentialRepository(JdbcClient database) {
        return new CredentialRepository(database);
    }

    @Bean
    CredentialUse credentialUse(CredentialRepository credentials, Clock clock) {
        return new CredentialUse(credentials, clock);
    }

    @Bean
    Registry registry(
            ProviderRepository providers,
            CredentialRepository credentials,
            Catalog catalog,
            Vault vault,
            Outbox outbox,
            AuditTrail audit,
            PlatformTransactionManager transactions,
            Uuid7 ids,
            Clock clock) {
        return new Registry(
                providers,
                credentials,
                catalog,
                vault,
                outbox,
                audit,
                new TransactionTemplate(transactions),
                ids,
                clock);
    }

    @Bean
    Adapters adapters(
            UpstreamClient client, KnownModels known, Clock clock, SimulatorProperties simulator) {
        return new Adapters(client, known, clock, simulator);
    }

    @Bean
    Discovery discovery(
            Catalog catalog,
            ProviderRepository providers,
            KnownModels known,
            RegistryProperties properties) {
        return new Discovery(catalog, providers, known, properties.refresh());
    }

    @Bean
    Following following(
            ProviderRepository providers,
            CredentialRepository credentials,
            Vault vault,
            Adapters adapters,
            Providers current,
            Registry registry,
            EnvironmentProviders environment,
            Discovery discovery,
            Clock clock) {
        Runnable before =
                () -> {
                    int resealed = registry.reseal();
                    if (resealed > 0) {
                        LOG.info("{} credentials are sealed under the new master key", resealed);
                    }
                    registry.follow(environment.wanted());
                };
        return new Following(
                providers, credentials, vault, adapters, current, before, discovery::follow, clock);
    }

    @Bean
    LogPart providersPart(Log log, Following following) {
        return log.readModel(Topics.CATALOG, following);
    }
}
