package dev.millrace.provider.environment;

import dev.millrace.provider.registry.EnvironmentProviders;
import dev.millrace.provider.registry.EnvironmentProviders.Named;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The providers that this instance's environment names. */
@Configuration(proxyBeanMethods = false)
public class EnvironmentConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentConfiguration.class);

    @Bean
    EnvironmentProviders environmentProviders(Environment environment) {
        List<Named> named = new ArrayList<>();
        for (Announced announced : Announced.from(environment::getProperty)) {
            switch (announced) {
                case Announced.Spoken(var settings, var credential) -> {
                    LOG.info("Provider {} at {}", settings.id(), settings.endpoint());
                    named.add(new Named(settings, credential));
                }
                case Announced.Malformed(var variable) ->
                        LOG.error("{} is no http(s) address: its provider is left out", variable);
            }
        }
        return new EnvironmentProviders(named);
    }
}
