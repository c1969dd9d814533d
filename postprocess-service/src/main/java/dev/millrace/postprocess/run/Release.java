package dev.millrace.postprocess.run;

import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.publish.Publisher;
import dev.millrace.log.publish.Publisher.TooLarge;
import dev.millrace.postprocess.run.BacklogRepository.Candidate;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One round of releasing: publish, and when the log has acknowledged, note it. A crash between the
 * two publishes the same requests again.
 */
final class Release {

    private final BacklogRepository backlog;
    private final Publisher publisher;
    private final Keys keys;
    private final RunProperties properties;
    private final Clock clock;
    private final Turns turns;

    Release(
            BacklogRepository backlog,
            Publisher publisher,
            Keys keys,
            RunProperties properties,
            Clock clock) {
        this.backlog = backlog;
        this.publisher = publisher;
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
        this.turns = new Turns(properties.quantum(), properties.window());
    }

    /** Releases one batch; false when there was nothing that may be released. */
    boolean lines() {
        List<Candidate> candidates =
                allowed(backlog.candidates(properties.window(), properties.batch()));
        List<Turns.Take> takes =
                turns.next(BacklogRepository.byTenant(candidates), properties.batch());
        if (takes.isEmpty()) {
            return false;
        }
        List<BacklogLine> lines = backlog.lines(takes, properties.batchBytes().toBytes());
        publish(lines, false, this::accepted);
        return !lines.isEmpty();
    }

    /** Ends one batch of lines whose time is over; false when there were none. */
    boolean endings() {
        Instant now = clock.instant();
        List<BacklogLine> due = backlog.due(now, properties.batch());
        publish(due, true, line -> ended(line, now));
        return !due.isEmpty();
    }

    /** Lets runs whose keys are good again go on. */
    void resume() {
        List<String> good =
                backlog.pausedKeys().stream().filter(key -> keys.objection(key).isEmpty()).toList();
        if (!good.isEmpty()) {
            backlog.resume(good);
        }
    }

    /** Pauses what must wait and leaves the rest. */
    private List<Candidate> allowed(List<Candidate> candidates) {
        Map<String, Optional<String>> objections = new HashMap<>();
        candidates.forEach(c -> objections.computeIfAbsent(c.keyId(), keys::objection));
        Map<String, List<String>> paused =
                objections.entrySet().stream()
                        .filter(key -> key.getValue().isPresent())
                        .collect(
                                Collectors.groupingBy(
                                        key -> key.getValue().orElseThrow(),
                                        Collectors.mapping(
                                                Map.Entry::getKey, Collectors.toList())));
        paused.forEach((reason, of) -> backlog.pause(of, reason));
        return candidates.stream()
                .filter(c -> objections.getOrDefault(c.keyId(), Optional.empty()).isEmpty())
                .toList();
    }

    private void publish(
            Collection<BacklogLine> lines,
            boolean endings,
            Function<BacklogLine, CompletableFuture<Position>> send) {
        List<CompletableFuture<Position>> sent = new ArrayList<>(lines.size());
        for (BacklogLine line : lines) {
            try (var _ = RunTrace.context(line.trace()).makeCurrent()) {
                sent.add(send.apply(line));
            }
        }
        List<BacklogLine> done = new ArrayList<>(lines.size());
        CompletionException failure = null;
        int next = 0;
        for (BacklogLine line : lines) {
            try {
                sent.get(next++).join();
                done.add(line);
            } catch (CompletionException notAcknowledged) {
                failure = notAcknowledged;
            }
        }
        backlog.checkpoint(done, endings);
        if (failure != null) {
            throw failure;
        }
    }

    private CompletableFuture<Position> accepted(BacklogLine line) {
        RequestAccepted request =
                new RequestAccepted(
                        line.head(), line.body(), line.bodyReference(), line.retrieval());
        return publisher
                .publish(Topics.REQUESTS.bulk(), line.requestId(), request)
                .exceptionallyCompose(
                        failure ->
                                failure instanceof TooLarge
                                                || failure.getCause() instanceof TooLarge
                                        ? outcome(
                                                line,
                                                Ending.FAILED,
                                                ErrorCode.TOO_LARGE,
                                                clock.instant())
                                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<Position> ended(BacklogLine line, Instant now) {
        return line.runCancelled()
                ? outcome(line, Ending.CANCELLED, ErrorCode.CANCELLED, now)
                : outcome(line, Ending.EXPIRED, ErrorCode.EXPIRED, now);
    }

    private CompletableFuture<Position> outcome(
            BacklogLine line, Ending ending, ErrorCode code, Instant now) {
        OutcomeReached outcome =
                OutcomeReached.newBuilder()
                        .setRequestId(line.requestId())
                        .setOwner(line.head().getAuthority().getOwner())
                        .setLane(line.head().getLane())
                        .setEnding(ending)
                        .setReachedAt(now)
                        .setDecidedBy(Service.POSTPROCESS.id())
                        .setHead(line.head())
                        .setFailure(
                                new Failure(
                                        code.code(),
                                        null,
                                        code.status(),
                                        ending == Ending.EXPIRED,
                                        null,
                                        Content.clear(""),
                                        List.of()))
                        .build();
        return publisher.publish(Topics.OUTCOMES.bulk(), line.requestId(), outcome);
    }
}
