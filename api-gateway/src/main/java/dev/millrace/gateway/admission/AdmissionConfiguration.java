package dev.millrace.gateway.admission;

import dev.millrace.boot.MillraceProperties;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.view.ReadModel;
import dev.millrace.store.content.ContentStore;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is let in. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AdmissionProperties.class)
public class AdmissionConfiguration {

    @Bean
    Models models() {
        return new Models();
    }

    @Bean
    ReadModel catalog(Log log, Models models) {
        return log.readModel(Topics.CATALOG, models::on);
    }

    @Bean
    Groups groups() {
        return new Groups();
    }

    @Bean
    ReadModel policies(Log log, Groups groups) {
        return log.readModel(Topics.POLICIES, groups::on);
    }

    @Bean(initMethod = "start")
    Storage storage(MillraceProperties millrace, AdmissionProperties properties) {
        return new Storage(Storage.of(millrace.data()), properties);
    }

    @Bean
    Admission admission(
            Models models,
            Groups groups,
            Storage storage,
            ContentStore contents,
            AdmissionProperties properties,
            Clock clock) {
        return new Admission(models, groups, storage, contents, properties, clock);
    }
}
