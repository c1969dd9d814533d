package dev.millrace.rag.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Failure;
import dev.millrace.events.Grounding;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RetrievalNeeded;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Pace;
import dev.millrace.rag.RagApplication;
import dev.millrace.rag.house.House;
import dev.millrace.testbed.Peer;
import dev.millrace.testbed.Running;
import dev.millrace.web.token.Caller;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rag-service on a real broker and database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RagServiceTest {

    private static final Caller ANYONE =
            new Caller("default", "default", "default", "key-1", Set.of(), List.of());
    private static final int MEBIBYTE = 1 << 20;

    private final Peer router = new Peer(Service.ROUTER);
    private final Peer provider = new Peer(Service.PROVIDER);
    private final Peer postprocess = new Peer(Service.POSTPROCESS);
    private final Running rag =
            House.alone(RagApplication.builder().sources(FakeSearch.Primary.class));

    @AfterAll
    void stop() {
        rag.close();
        router.close();
        provider.close();
        postprocess.close();
    }

    @Test
    void aRequestGoesOnWithAnEmptyGroundingThatNamesTheKnowledgeBase() {
        for (Lane lane : List.of(Lane.INTERACTIVE, Lane.BULK)) {
            String id = UUID.randomUUID().toString();
            RetrievalNeeded needed = needed(id);
            router.publish(Topics.RETRIEVALS.of(lane), id, needed).join();

            ExecutionReady ready =
                    await().until(
                                    () -> provider.of(Topics.EXECUTIONS.of(lane), id),
                                    found -> !found.isEmpty())
                            .getFirst();
            assertThat(ready.getRequest()).isEqualTo(needed.getRequest());
            assertThat(ready.getPlan()).isEqualTo(needed.getPlan());
            assertThat(ready.getGrounding()).contains(new Grounding("handbook", List.of()));
        }
    }

    @Test
    void whatIsFoundIsHandedOn() throws Exception {
        String id = UUID.randomUUID().toString();
        listener(new Handbook(100)).handle(received(id), false);

        assertThat(provider.of(Topics.EXECUTIONS.interactive(), id))
                .singleElement()
                .satisfies(
                        ready ->
                                assertThat(ready.getGrounding().orElseThrow().getPassages())
                                        .hasSize(1));
    }

    @Test
    void aGroundingThatFitsNoRecordEndsTheRequestAsTooLarge() throws Exception {
        String id = UUID.randomUUID().toString();
        listener(new Handbook(17 * MEBIBYTE)).handle(received(id), false);

        assertThat(provider.of(Topics.EXECUTIONS.interactive(), id)).isEmpty();
        List<SpecificRecord> endings = postprocess.of(Topics.OUTCOMES.interactive(), id);
        assertThat(endings)
                .singleElement()
                .isInstanceOfSatisfying(
                        OutcomeReached.class,
                        outcome -> {
                            assertThat(outcome.getFailure().orElseThrow().getCode())
                                    .isEqualTo("too_large");
                            assertThat(outcome.getDecidedBy()).isEqualTo("rag-service");
                            assertThat(outcome.getHead()).isPresent();
                        });
    }

    @Test
    void aKnowledgeBaseThatIsNotThereEndsTheRequestAtOnce() {
        for (Lane lane : List.of(Lane.INTERACTIVE, Lane.BULK)) {
            String id = UUID.randomUUID().toString();
            RetrievalNeeded needed = needed(id, "unheard-of");
            router.publish(Topics.RETRIEVALS.of(lane), id, needed).join();

            List<SpecificRecord> endings =
                    await().until(
                                    () -> postprocess.of(Topics.OUTCOMES.of(lane), id),
                                    found -> !found.isEmpty());
            assertThat(endings)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            OutcomeReached.class,
                            outcome -> {
                                Failure failure = outcome.getFailure().orElseThrow();
                                assertThat(failure.getCode()).isEqualTo("knowledge_base_not_found");
                                assertThat(failure.getHttpStatus()).isEqualTo(404);
                                assertThat(failure.getParam()).contains("retrieval.knowledge_base");
                                assertThat(outcome.getEnding()).isEqualTo(Ending.FAILED);
                                assertThat(outcome.getPlan()).isPresent();
                            });
            assertThat(provider.of(Topics.EXECUTIONS.of(lane), id)).isEmpty();
        }
    }

    @Test
    void aRequestWhoseTimeIsOverIsNotSearchedFor() throws Exception {
        String id = UUID.randomUUID().toString();
        Clock late = Clock.offset(Clock.systemUTC(), java.time.Duration.ofDays(3650));
        new RetrievalListener(
                        Lane.INTERACTIVE,
                        (_, _) -> {
                            throw new AssertionError("searched");
                        },
                        rag.bean(Log.class).publisher(Pace.INTERACTIVE),
                        late)
                .handle(received(id), false);

        assertThat(postprocess.of(Topics.OUTCOMES.interactive(), id))
                .singleElement()
                .isInstanceOfSatisfying(
                        OutcomeReached.class,
                        outcome -> assertThat(outcome.getEnding()).isEqualTo(Ending.EXPIRED));
    }

    @Test
    void aSearchThatFailsIsNoVerdictOnTheRequest() {
        String id = UUID.randomUUID().toString();
        RetrievalListener failing =
                listener(
                        (_, _) -> {
                            throw new java.io.IOException("the index is away");
                        });

        assertThatThrownBy(() -> failing.handle(received(id), false))
                .isInstanceOf(java.io.IOException.class);
        assertThat(provider.of(Topics.EXECUTIONS.interactive(), id)).isEmpty();
    }

    @Test
    void itListsNoKnowledgeBasesToWhoTheGatewayVouchesFor() {
        assertThat(rag.get("/api/v1/kb", null).statusCode()).isEqualTo(401);
        assertThat(rag.get("/api/v1/kb", ANYONE).body())
                .contains("\"object\":\"list\"", "\"data\":[]", "\"has_more\":false");
        await().untilAsserted(
                        () ->
                                assertThat(rag.get("/actuator/health/readiness", null).statusCode())
                                        .isEqualTo(200));
    }

    @Test
    void itsHealthSaysWhereVectorsAreKept() {
        assertThat(rag.get("/actuator/health", null).body())
                .contains("\"vectorStore\":{", "\"description\":\"pgvector 0.8");
    }

    private RetrievalListener listener(Retriever retriever) {
        return new RetrievalListener(
                Lane.INTERACTIVE,
                retriever,
                rag.bean(Log.class).publisher(Pace.INTERACTIVE),
                Clock.systemUTC());
    }

    private static RetrievalNeeded needed(String id) {
        return needed(id, "handbook");
    }

    private static RetrievalNeeded needed(String id, String knowledgeBase) {
        RequestAccepted request = RetrieverContract.request(id, "Who?");
        return new RetrievalNeeded(
                request,
                Plan.newBuilder()
                        .setCandidates(List.of())
                        .setRetrieval(RetrieverContract.wanting(knowledgeBase))
                        .build());
    }

    private static Received<RetrievalNeeded> received(String id) {
        return new Received<>(
                id,
                needed(id),
                new Position(Topics.RETRIEVALS.interactive().name(), 0, 0),
                Instant.EPOCH,
                Context.root());
    }
}
