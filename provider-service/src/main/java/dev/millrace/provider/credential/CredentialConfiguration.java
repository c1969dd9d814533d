package dev.millrace.provider.credential;

import dev.millrace.boot.MillraceProperties;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What seals credentials. */
@Configuration(proxyBeanMethods = false)
public class CredentialConfiguration {

    @Bean
    Vault vault(
            @Value("${millrace.provider.master-key:}") String key, MillraceProperties properties) {
        return new Vault(MasterKeySource.keys(key, properties.data()));
    }
}
