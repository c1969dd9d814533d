package dev.millrace.router.plan;

import dev.millrace.events.Lane;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.stage.StageHandler;
import dev.millrace.log.view.ReadModel;
import dev.millrace.router.catalog.CatalogView;
import dev.millrace.router.classification.Classifier;
import dev.millrace.router.group.GroupView;
import dev.millrace.router.group.Grouping;
import dev.millrace.router.group.Loads;
import dev.millrace.router.policy.Policy;
import dev.millrace.store.content.ContentStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

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
    Planner planner(CatalogView catalog, GroupView groups, Loads loads, ContentStore store) {
        return new Planner(
                Policy.FIRST, catalog, new Grouping(groups, loads), new Classifier(store));
    }

    @Bean
    PlanMetrics planMetrics(MeterRegistry registry) {
        return new PlanMetrics(registry);
    }

    @Bean
    LogPart interactivePlanning(Log log, Planner planner, Clock clock, PlanMetrics metrics) {
        return planning(log, Lane.INTERACTIVE, Pace.INTERACTIVE, planner, clock, metrics);
    }

    @Bean
    LogPart bulkPlanning(Log log, Planner planner, Clock clock, PlanMetrics metrics) {
        return planning(log, Lane.BULK, Pace.BULK, planner, clock, metrics);
    }

    private static LogPart planning(
            Log log, Lane lane, Pace pace, Planner planner, Clock clock, PlanMetrics metrics) {
        RequestListener listener =
                new RequestListener(lane, planner, log.publisher(pace), clock, metrics);
        return log.stage(
                "planning." + lane.name().toLowerCase(Locale.ROOT),
                Topics.REQUESTS.of(lane),
                pace,
                StageHandler.each(listener::on));
    }

    @Bean
    ExplainController explainController(Planner planner, Clock clock, JsonMapper json) {
        return new ExplainController(planner, clock, json);
    }

    @Bean
    ModelsController modelsController(CatalogView catalog, GroupView groups) {
        return new ModelsController(catalog, groups);
    }

    @Bean
    PolicyController policyController() {
        return new PolicyController(Policy.FIRST);
    }
}
