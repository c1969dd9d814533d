package dev.millrace.boot.content;

import dev.millrace.boot.MillraceProperties;
import dev.millrace.store.content.ContentStore;
import dev.millrace.store.content.LocalContentStore;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The content store in the folder {@code content} of {@code millrace.data}. */
@Configuration(proxyBeanMethods = false)
public class ContentConfiguration {

    @Bean
    @ConditionalOnMissingBean(ContentStore.class)
    LocalContentStore contentStore(MillraceProperties properties) throws IOException {
        return new LocalContentStore(
                properties.data().resolve("content"), properties.maxContent().toBytes());
    }
}
