package dev.millrace.router.plan;

import static dev.millrace.router.Samples.ID;
import static dev.millrace.router.Samples.NOON;
import static dev.millrace.router.Samples.NO_GROUPS;
import static dev.millrace.router.Samples.chat;
import static dev.millrace.router.Samples.head;
import static dev.millrace.router.Samples.offer;
import static dev.millrace.router.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RetrievalNeeded;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Publisher;
import dev.millrace.router.catalog.CatalogView;
import dev.millrace.router.classification.Classifier;
import dev.millrace.router.policy.Policy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestListenerTest {

    private final CatalogView catalog = new CatalogView();
    private final RecordingPublisher publisher = new RecordingPublisher();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RequestListener listener =
            new RequestListener(
                    Lane.INTERACTIVE,
                    new Planner(
                            Policy.FIRST, catalog, NO_GROUPS, new Classifier(new MemoryContent())),
                    publisher,
                    Clock.fixed(NOON, ZoneOffset.UTC),
                    new PlanMetrics(meters));

    @BeforeEach
    void offerAModel() {
        catalog.on("model/p/m", offer("p", "m").build());
    }

    @Test
    void aPlannedRequestGoesToExecution() {
        RequestAccepted request = request(head("m").build(), chat("Hello"));

        handle(request);

        assertThat(publisher.only())
                .satisfies(
                        record -> {
                            assertThat(record.topic()).isEqualTo("millrace.executions.interactive");
                            assertThat(record.key()).isEqualTo(ID);
                            assertThat(((ExecutionReady) record.value()).getRequest())
                                    .isSameAs(request);
                        });
        assertThat(
                        meters.get("millrace.router.decisions")
                                .tag("policy", "named-1")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void aRequestWithAKnowledgeBaseGoesToRetrieval() {
        RequestAccepted request =
                RequestAccepted.newBuilder(request(head("m").build(), chat("Hello")))
                        .setRetrieval(new RetrievalRequest("handbook", null, null))
                        .build();

        handle(request);

        assertThat(publisher.only().topic()).isEqualTo("millrace.retrievals.interactive");
        assertThat(((RetrievalNeeded) publisher.only().value()).getPlan().getRetrieval())
                .isPresent();
    }

    @Test
    void aRefusedRequestEndsFailed() {
        handle(request(head("unknown").build(), chat("Hello")));

        assertThat(publisher.only().topic()).isEqualTo("millrace.outcomes.interactive");
        OutcomeReached outcome = (OutcomeReached) publisher.only().value();
        assertThat(outcome.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(outcome.getFailure().orElseThrow().getCode()).isEqualTo("model_not_found");
        assertThat(outcome.getFailure().orElseThrow().getHttpStatus()).isEqualTo(404);
        assertThat(outcome.getHead()).isPresent();
        assertThat(outcome.getDecidedBy()).isEqualTo("router-service");
    }

    @Test
    void aPlannedRequestThatFitsNoRecordEndsTooLarge() {
        publisher.failOn("millrace.executions.interactive", new Publisher.TooLarge("17 MiB"));

        handle(request(head("m").build(), chat("Hello")));

        OutcomeReached outcome = (OutcomeReached) publisher.only().value();
        assertThat(outcome.getFailure().orElseThrow().getCode()).isEqualTo("too_large");
        assertThat(outcome.getPlan()).isPresent();
    }

    @Test
    void aLogThatDoesNotAnswerIsNoVerdictOnTheRequest() {
        publisher.failOn(
                "millrace.executions.interactive",
                new Publisher.NotAcknowledged("late", new IllegalStateException()));

        CompletableFuture<?> done =
                listener.on(received(request(head("m").build(), chat("Hello"))))
                        .toCompletableFuture();

        assertThat(done).isCompletedExceptionally();
        assertThat(publisher.records()).isEmpty();
    }

    private void handle(RequestAccepted request) {
        listener.on(received(request)).toCompletableFuture().join();
    }

    private static Received<RequestAccepted> received(RequestAccepted request) {
        return new Received<>(
                ID,
                request,
                new Position("millrace.requests.interactive", 0, 7),
                NOON,
                Context.root());
    }
}
