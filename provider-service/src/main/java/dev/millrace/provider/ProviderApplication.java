package dev.millrace.provider;

import dev.millrace.boot.MillraceService;
import dev.millrace.provider.batching.BatchingConfiguration;
import dev.millrace.provider.breaker.BreakerConfiguration;
import dev.millrace.provider.cache.CacheConfiguration;
import dev.millrace.provider.catalog.CatalogConfiguration;
import dev.millrace.provider.credential.CredentialConfiguration;
import dev.millrace.provider.environment.EnvironmentConfiguration;
import dev.millrace.provider.execution.ExecutionConfiguration;
import dev.millrace.provider.health.HealthConfiguration;
import dev.millrace.provider.quota.QuotaConfiguration;
import dev.millrace.provider.registry.RegistryConfiguration;
import dev.millrace.provider.upstream.UpstreamConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The provider-service; its parts are this list. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    MillraceService.class,
    UpstreamConfiguration.class,
    EnvironmentConfiguration.class,
    CredentialConfiguration.class,
    RegistryConfiguration.class,
    CatalogConfiguration.class,
    CacheConfiguration.class,
    HealthConfiguration.class,
    QuotaConfiguration.class,
    BreakerConfiguration.class,
    BatchingConfiguration.class,
    ExecutionConfiguration.class
})
public class ProviderApplication {

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application, named so that it reads its own {@code provider-service.yml}. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(ProviderApplication.class)
                .properties("spring.config.name=provider-service");
    }
}
