package dev.millrace.provider.execution;

import dev.millrace.events.Lane;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.provider.batching.EmbeddingBatches;
import dev.millrace.provider.breaker.Breakers;
import dev.millrace.provider.cache.AnswerCache;
import dev.millrace.provider.catalog.CatalogView;
import dev.millrace.provider.health.ProviderHealthWatch;
import dev.millrace.provider.quota.MinuteLimits;
import dev.millrace.provider.quota.Quotas;
import dev.millrace.provider.registry.CredentialUse;
import dev.millrace.provider.registry.Following;
import dev.millrace.provider.registry.Providers;
import dev.millrace.provider.structured.Structured;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.request.Uuid7;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The work on {@code executions}, a ledger for each lane. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExecutionProperties.class)
public class ExecutionConfiguration {

    @Bean
    Cancellations cancellations() {
        return new Cancellations();
    }

    @Bean
    LogPart controlsPart(Log log, Cancellations cancellations) {
        return log.readModel(Topics.CONTROLS, cancellations);
    }

    @Bean
    CallObserver callObserver(
            MeterRegistry meters, ProviderHealthWatch health, ExecutionProperties properties) {
        return new CallObserver(meters, health, properties);
    }

    @Bean
    ExecutionListener executionListener(
            Log log,
            Providers providers,
            Breakers breakers,
            MinuteLimits limits,
            Quotas quotas,
            CatalogView catalog,
            CredentialUse credentials,
            CallObserver observer,
            ContentStore store,
            AnswerCache answers,
            EmbeddingBatches batches,
            Cancellations cancellations,
            @Qualifier("catalogPart") LogPart catalogPart,
            @Qualifier("controlsPart") LogPart controlsPart,
            Following following,
            ObjectProvider<OpenTelemetry> openTelemetry,
            Clock clock,
            Uuid7 ids) {
        CallSpans spans = new CallSpans(openTelemetry.getIfAvailable(OpenTelemetry::noop));
        AttemptRunner runner =
                new AttemptRunner(
                        log,
                        catalog,
                        quotas,
                        new Structured(catalog),
                        credentials,
                        batches,
                        observer,
                        spans,
                        clock,
                        ids);
        Executor executor =
                new Executor(
                        new Way.Calling(providers, breakers, limits, quotas, runner, clock),
                        new Bodies(store),
                        new CachedAnswers(answers, log, catalog));
        OnceRead views =
                new OnceRead(List.of(catalogPart::ready, controlsPart::ready, following::isRead));
        return new ExecutionListener(views, executor, cancellations, new Endings(log, clock));
    }

    @Bean
    LogPart interactiveExecutions(Log log, ExecutionListener listener, Quotas quotas) {
        return log.ledger(
                "execution-interactive",
                Topics.EXECUTIONS.interactive(),
                new LaneListener(Lane.INTERACTIVE, listener, quotas));
    }

    @Bean
    LogPart bulkExecutions(Log log, ExecutionListener listener, Quotas quotas) {
        return log.ledger(
                "execution-bulk",
                Topics.EXECUTIONS.bulk(),
                new LaneListener(Lane.BULK, listener, quotas));
    }
}
