package dev.millrace.gateway.people;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.boot.access.AccessView;
import dev.millrace.boot.http.HttpConfiguration;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** API keys, and the door that asks for them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PeopleProperties.class)
@Import(KeyController.class)
public class PeopleConfiguration {

    @Bean
    KeyRepository keyRepository(JdbcClient database) {
        return new KeyRepository(database);
    }

    @Bean
    Keys keys(
            KeyRepository repository,
            Outbox outbox,
            PlatformTransactionManager transactions,
            Uuid7 ids,
            Clock clock) {
        return new Keys(repository, outbox, new TransactionTemplate(transactions), ids, clock);
    }

    /** Before the first request, and before the outbox relay looks for work. */
    @Bean
    SmartInitializingSingleton bootstrapKey(PeopleProperties properties, Keys keys) {
        String text = properties.adminKey();
        return () -> {
            if (text != null && !text.isBlank()) {
                keys.bootstrap(text);
            }
        };
    }

    @Bean
    FilterRegistrationBean<Door> door(AccessView access, KeyRepository repository, Clock clock) {
        var authenticator =
                new Authenticator(
                        access,
                        hash -> repository.findBySha256(hash).map(ApiKey::state),
                        clock,
                        Ticker.systemTicker());
        var door = new FilterRegistrationBean<>(new Door(authenticator));
        door.setOrder(HttpConfiguration.DOOR);
        return door;
    }
}
