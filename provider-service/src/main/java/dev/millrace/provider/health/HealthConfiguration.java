package dev.millrace.provider.health;

import dev.millrace.provider.registry.Providers;
import dev.millrace.store.outbox.Outbox;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Health of providers. */
@Configuration(proxyBeanMethods = false)
@Import(HealthController.class)
public class HealthConfiguration {

    @Bean
    ProviderHealthWatch providerHealthWatch(
            Providers providers,
            Outbox outbox,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new ProviderHealthWatch(
                providers, outbox, new TransactionTemplate(transactions), clock);
    }
}
