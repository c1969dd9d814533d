package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Failure;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.content.Content;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.provider.batching.BatchingProperties;
import dev.millrace.provider.batching.EmbeddingBatches;
import dev.millrace.provider.breaker.BreakerProperties;
import dev.millrace.provider.breaker.Breakers;
import dev.millrace.provider.cache.AnswerCache;
import dev.millrace.provider.cache.CacheProperties;
import dev.millrace.provider.catalog.CatalogView;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.health.HealthTestSupport;
import dev.millrace.provider.quota.OwnStock;
import dev.millrace.provider.quota.QuotaProperties;
import dev.millrace.provider.quota.Quotas;
import dev.millrace.provider.registry.CredentialUse;
import dev.millrace.provider.registry.Providers;
import dev.millrace.provider.structured.Structured;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.request.Uuid7;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

/** An {@link ExecutionListener} between two scripted providers and a log that remembers. */
@Timeout(30)
abstract class ExecutionListenerSetup {

    final RecordingLog log = new RecordingLog();
    final ScriptedProvider first = new ScriptedProvider("first");
    final ScriptedProvider second = new ScriptedProvider("second");
    final Cancellations cancellations = new Cancellations();
    final CatalogView catalog = new CatalogView();
    final Quotas quotas = new Quotas(new QuotaProperties(4, 2, Duration.ofSeconds(1)));

    /** Nothing that these tests let fail is left alone. */
    final Breakers breakers =
            new Breakers(
                    new BreakerProperties(
                            Duration.ofSeconds(10), 100_000, 50, Duration.ofSeconds(1)));

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AnswerCache answers =
            new AnswerCache(
                    new CacheProperties(
                            false,
                            Duration.ofHours(1),
                            Duration.ofHours(24),
                            DataSize.ofMegabytes(1),
                            DataSize.ofKilobytes(64),
                            Duration.ofMillis(500)),
                    () -> true,
                    Ticker.systemTicker(),
                    meters);
    final ExecutionListener listener;

    ExecutionListenerSetup() {
        this(List.of());
    }

    /**
     * @param more providers besides the two
     */
    ExecutionListenerSetup(List<Provider> more) {
        List<Provider> all = new ArrayList<>(List.of(first.provider(), second.provider()));
        all.addAll(more);
        listener = listener(Providers.of(all));
    }

    private ExecutionListener listener(Providers providers) {
        Clock clock = Clock.systemUTC();
        CallObserver observer =
                new CallObserver(
                        meters,
                        HealthTestSupport.watch(),
                        new ExecutionProperties(ExecutionProperties.MetricNames.OPERATION));
        AttemptRunner runner =
                new AttemptRunner(
                        log,
                        catalog,
                        quotas,
                        new Structured(catalog),
                        CredentialUse.unnoted(),
                        new EmbeddingBatches(
                                new BatchingProperties(Duration.ZERO, Duration.ZERO, false), clock),
                        observer,
                        new CallSpans(OpenTelemetry.noop()),
                        clock,
                        new Uuid7(clock));
        return new ExecutionListener(
                new OnceRead(List.of()),
                new Executor(
                        new Way.Calling(
                                providers, breakers, OwnStock.limits(), quotas, runner, clock),
                        new Bodies(new OneBody()),
                        new CachedAnswers(answers, log, catalog)),
                cancellations,
                new Endings(log, clock));
    }

    /** Knows one body, by the name {@code stored}. */
    private static final class OneBody implements ContentStore {

        @Override
        public String put(InputStream content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream open(String name) throws IOException {
            if (!name.equals("stored")) {
                throw new NoSuchFileException(name);
            }
            return new ByteArrayInputStream("{\"stored\":1}".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public long size(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String name) {
            throw new UnsupportedOperationException();
        }
    }

    @AfterEach
    void close() {
        quotas.close();
    }

    static Ready ready() {
        return new Ready("r-1").candidate("first", "a").candidate("second", "b");
    }

    OutcomeReached run(Ready ready) throws Exception {
        return run(ready.make());
    }

    OutcomeReached run(ExecutionReady ready) throws Exception {
        handle(ready);
        List<OutcomeReached> outcomes = log.all(OutcomeReached.class);
        assertThat(outcomes).as("exactly one outcome").hasSize(1);
        return outcomes.getFirst();
    }

    void handle(ExecutionReady ready) throws Exception {
        listener.handle(received(ready), false);
    }

    static Received<ExecutionReady> received(ExecutionReady ready) {
        return new Received<>(
                ready.getRequest().getHead().getRequestId(),
                ready,
                new Position("millrace.executions.interactive", 0, 0),
                Instant.now(),
                Context.root());
    }

    static String output(OutcomeReached outcome) {
        return Content.openText(outcome.getCompletion().orElseThrow().getOutput()).orElseThrow();
    }

    static String code(OutcomeReached outcome) {
        return outcome.getFailure().map(Failure::getCode).orElse("none");
    }

    List<String> kinds() {
        return log.published.stream()
                .map(each -> each.record().getClass().getSimpleName())
                .toList();
    }
}
