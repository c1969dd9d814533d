package dev.millrace.router.plan;

import dev.millrace.events.Lane;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.stage.StageHandler;
import dev.millrace.log.view.ReadModel;
import dev.millrace.router.catalog.CatalogView;
import dev.millrace.router.classification.Classifier;
import dev.millrace.router.policy.Policy;
import dev.millrace.store.content.ContentStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The stages that plan, one for each lane, with the catalog they look at. */
@Configuration(proxyBeanMethods = false)
public class PlanConfiguration {

    @Bean
    CatalogView catalog() {
        return new CatalogView();
    }

    @Bean
    ReadModel catalogReader(Log log, CatalogView catalog) {
        return log.readModel(Topics.CATALOG, catalog);
    }

    @Bean
    Planner planner(CatalogView catalog, ContentStore store) {
        return new Planner(Policy.FIRST, catalog, new Classifier(store));
    }

    @Bean
    PlanMetrics planMetrics(MeterRegistry registry) {
        return new PlanMetrics(registry);
    }

    @Bean
    LogPart interactivePlanning(
            Log log, ReadModel catalogReader, Planner planner, Clock clock, PlanMetrics metrics) {
        RequestListener listener =
                new RequestListener(
                        Lane.INTERACTIVE, planner, log.publisher(Pace.INTERACTIVE), clock, metrics);
        return stage(log, Lane.INTERACTIVE, Pace.INTERACTIVE, catalogReader, listener);
    }

    @Bean
    LogPart bulkPlanning(
            Log log, ReadModel catalogReader, Planner planner, Clock clock, PlanMetrics metrics) {
        RequestListener listener =
                new RequestListener(Lane.BULK, planner, log.publisher(Pace.BULK), clock, metrics);
        return stage(log, Lane.BULK, Pace.BULK, catalogReader, listener);
    }

    private static LogPart stage(
            Log log, Lane lane, Pace pace, ReadModel catalogReader, RequestListener listener) {
        StageHandler<RequestAccepted> planning =
                new OnceCatalogIsRead<>(catalogReader, StageHandler.each(listener::on));
        return log.stage(
                "planning." + lane.name().toLowerCase(Locale.ROOT),
                Topics.REQUESTS.of(lane),
                pace,
                planning);
    }
}
