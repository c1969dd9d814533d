package dev.millrace.standalone.house;

import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * What a context is made of.
 *
 * @param matched the auto-configurations, and parts of them, that are in force
 * @param endpoints what it answers to
 */
public record ContextReport(Set<String> matched, Set<String> endpoints) {

    static ContextReport of(ConfigurableApplicationContext context) {
        return new ContextReport(matched(context.getBeanFactory()), endpoints(context));
    }

    private static Set<String> matched(ConfigurableListableBeanFactory factory) {
        var report = ConditionEvaluationReport.get(factory);
        var matched = new TreeSet<>(report.getUnconditionalClasses());
        report.getConditionAndOutcomesBySource()
                .forEach(
                        (source, outcomes) -> {
                            if (outcomes.isFullMatch()) {
                                matched.add(source);
                            }
                        });
        return matched;
    }

    private static Set<String> endpoints(ApplicationContext context) {
        var endpoints = new TreeSet<String>();
        context.getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()
                .forEach(
                        mapping ->
                                mapping.getHandlerMethods()
                                        .keySet()
                                        .forEach(info -> endpoints.add(info.toString())));
        return endpoints;
    }
}
