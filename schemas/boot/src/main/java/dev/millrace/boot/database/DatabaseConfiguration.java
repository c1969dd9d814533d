package dev.millrace.boot.database;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How failures of the database are told. */
@Configuration(proxyBeanMethods = false)
public class DatabaseConfiguration {

    @Bean
    DatabaseErrors databaseErrors() {
        return new DatabaseErrors();
    }
}
