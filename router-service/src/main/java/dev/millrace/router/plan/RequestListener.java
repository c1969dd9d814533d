package dev.millrace.router.plan;

import dev.millrace.events.Ending;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalNeeded;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.log.publish.Publisher;
import dev.millrace.router.plan.Decision.Planned;
import dev.millrace.router.plan.Decision.Refused;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One lane's requests: each is planned and handed on, or ended. */
final class RequestListener {

    private static final Refused TOO_LARGE =
            new Refused(
                    ErrorCode.TOO_LARGE,
                    null,
                    "The planned request does not fit a record of the log.");

    private final Lane lane;
    private final Planner planner;
    private final Publisher publisher;
    private final Clock clock;
    private final PlanMetrics metrics;

    RequestListener(
            Lane lane, Planner planner, Publisher publisher, Clock clock, PlanMetrics metrics) {
        this.lane = lane;
        this.planner = planner;
        this.publisher = publisher;
        this.clock = clock;
        this.metrics = metrics;
    }

    CompletionStage<?> on(Received<RequestAccepted> received) {
        RequestAccepted request = received.value();
        Decision decision = planner.decide(request);
        metrics.count(lane, decision);
        return switch (decision) {
            case Planned(Plan plan) -> handOn(received.key(), request, plan);
            case Refused refused -> end(received.key(), request.getHead(), null, refused);
        };
    }

    private CompletionStage<?> handOn(String key, RequestAccepted request, Plan plan) {
        return written(key, request, plan)
                .exceptionallyCompose(
                        failure ->
                                isTooLarge(failure)
                                        ? end(key, request.getHead(), plan, TOO_LARGE)
                                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Position> written(String key, RequestAccepted request, Plan plan) {
        return request.getRetrieval().isPresent()
                ? publisher.publish(
                        Topics.RETRIEVALS.of(lane), key, new RetrievalNeeded(request, plan))
                : publisher.publish(
                        Topics.EXECUTIONS.of(lane),
                        key,
                        new ExecutionReady(request, plan, null, null));
    }

    private CompletableFuture<Position> end(
            String key, RequestHead head, @Nullable Plan plan, Refused refused) {
        OutcomeReached outcome =
                OutcomeReached.newBuilder()
                        .setRequestId(head.getRequestId())
                        .setOwner(head.getAuthority().getOwner())
                        .setLane(lane)
                        .setEnding(Ending.FAILED)
                        .setReachedAt(clock.instant())
                        .setDecidedBy(Service.ROUTER.id())
                        .setHead(head)
                        .setPlan(plan)
                        .setFailure(
                                new Failure(
                                        refused.code().code(),
                                        refused.param(),
                                        refused.code().status(),
                                        false,
                                        null,
                                        Content.clear(refused.detail()),
                                        List.of()))
                        .build();
        return publisher.publish(Topics.OUTCOMES.of(lane), key, outcome);
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof Publisher.TooLarge
                || (failure instanceof CompletionException
                        && failure.getCause() instanceof Publisher.TooLarge);
    }
}
