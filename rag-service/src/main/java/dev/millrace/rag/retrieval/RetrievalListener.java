package dev.millrace.rag.retrieval;

import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Failure;
import dev.millrace.events.Grounding;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Passage;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalNeeded;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Received;
import dev.millrace.log.ledger.LedgerHandler;
import dev.millrace.log.publish.Publisher;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One lane's retrievals: each request is grounded and handed on to the provider. */
final class RetrievalListener implements LedgerHandler<RetrievalNeeded> {

    private static final String TOO_LARGE =
            "The request and the passages found for it do not fit a record of the log.";

    private final Lane lane;
    private final Retriever retriever;
    private final Publisher publisher;
    private final Clock clock;

    RetrievalListener(Lane lane, Retriever retriever, Publisher publisher, Clock clock) {
        this.lane = lane;
        this.retriever = retriever;
        this.publisher = publisher;
        this.clock = clock;
    }

    @Override
    public void handle(Received<RetrievalNeeded> record, boolean redelivered) throws Exception {
        RequestAccepted request = record.value().getRequest();
        Plan plan = record.value().getPlan();
        if (!clock.instant().isBefore(request.getHead().getDeadline())) {
            end(record, Ending.EXPIRED, ErrorCode.EXPIRED, null, "");
            return;
        }
        try {
            acknowledged(
                    publisher.publish(
                            Topics.EXECUTIONS.of(lane),
                            record.key(),
                            new ExecutionReady(request, plan, ground(request, plan), null)));
        } catch (RetrievalRefused refused) {
            end(record, Ending.FAILED, refused.code(), refused.param(), refused.detail());
        } catch (Publisher.TooLarge _) {
            end(record, Ending.FAILED, ErrorCode.TOO_LARGE, null, TOO_LARGE);
        }
    }

    private Grounding ground(RequestAccepted request, Plan plan) throws Exception {
        RetrievalRequest wanted = plan.getRetrieval().or(request::getRetrieval).orElse(null);
        if (wanted == null) {
            return new Grounding("", List.of());
        }
        List<Passage> passages = retriever.retrieve(wanted, request);
        return new Grounding(wanted.getKnowledgeBase(), passages);
    }

    private void end(
            Received<RetrievalNeeded> record,
            Ending ending,
            ErrorCode code,
            @Nullable String param,
            String detail)
            throws Exception {
        RequestHead head = record.value().getRequest().getHead();
        OutcomeReached outcome =
                OutcomeReached.newBuilder()
                        .setRequestId(head.getRequestId())
                        .setOwner(head.getAuthority().getOwner())
                        .setLane(lane)
                        .setEnding(ending)
                        .setReachedAt(clock.instant())
                        .setDecidedBy(Service.RAG.id())
                        .setHead(head)
                        .setPlan(record.value().getPlan())
                        .setFailure(
                                new Failure(
                                        code.code(),
                                        param,
                                        code.status(),
                                        false,
                                        null,
                                        Content.clear(detail),
                                        List.of()))
                        .build();
        acknowledged(publisher.publish(Topics.OUTCOMES.of(lane), record.key(), outcome));
    }

    private static void acknowledged(CompletableFuture<?> publication) throws Exception {
        try {
            publication.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
