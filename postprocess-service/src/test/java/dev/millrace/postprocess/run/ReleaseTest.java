package dev.millrace.postprocess.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RunCancelled;
import dev.millrace.events.content.Content;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ReleaseTest {

    private final RunWorld world = new RunWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aLineCarriesAllThatTheNextStageNeeds() {
        Accepted run = world.accept("acme", 1);
        assertThat(world.release.lines()).isTrue();
        RequestAccepted request = world.released().getFirst();
        assertThat(request.getRetrieval()).contains(RunWorld.RETRIEVAL);
        RequestHead head = request.getHead();
        assertThat(head.getRequestId()).isEqualTo(run.requestId(1).toString());
        assertThat(head.getLane()).isEqualTo(Lane.BULK);
        assertThat(head.getRunId()).contains(run.runId().toString());
        assertThat(head.getLine()).isEqualTo(1);
        assertThat(head.getKeep()).isTrue();
        assertThat(head.getExplain()).isTrue();
        assertThat(head.getNeeds()).containsExactly("tools");
        assertThat(head.getTags()).containsExactly(Map.entry("project", "\u2603 \"quoted\""));
        assertThat(head.getAcceptedAt()).isEqualTo(run.createdAt());
        assertThat(head.getAuthority().getAllowedModels()).containsExactly("m");
        assertThat(head.getAuthority().getAllowedLanes()).containsExactly(Lane.BULK);
        assertThat(head.getAuthority().getKeyId()).isEqualTo("acme");
        assertThat(head.getAuthority().getOwner().getUser()).isEqualTo("user-acme");
        assertThat(Content.openText(request.getBody())).contains("{}");
        assertThat(world.release.lines()).isFalse();
    }

    @Test
    void aLineBelongsToTheTraceThatBroughtItsRun() {
        String traceId = "0af7651916cd43dd8448eb211c80319c";
        SpanContext remote =
                SpanContext.createFromRemoteParent(
                        traceId,
                        "b7ad6b7169203331",
                        TraceFlags.getSampled(),
                        TraceState.getDefault());
        try (var _ = Span.wrap(remote).makeCurrent()) {
            world.accept("acme", 1);
        }
        world.release.lines();
        assertThat(world.log.sent().getFirst().traceId()).isEqualTo(traceId);
    }

    @Test
    void aRunGoesThroughItsStates() {
        Accepted run = world.accept("acme", 3);
        assertThat(world.run(run))
                .extracting(Run::state, Run::lines, Run::queued, Run::finished)
                .containsExactly("open", 3L, 3L, 0L);
        world.release.lines();
        assertThat(world.run(run).queued()).isZero();
        assertThat(world.repository.line(run.requestId(2)).orElseThrow().released()).isTrue();
        world.finish(Ending.COMPLETED, run.requestId(1), run.requestId(2));
        assertThat(world.run(run).finished()).isEqualTo(2);
        world.finish(Ending.FAILED, run.requestId(3));
        assertThat(world.run(run).state()).isEqualTo("finished");
        assertThat(world.run(run).finishedAt()).isNotNull();
        assertThat(world.delivered)
                .extracting(EndedLine::lastOfRun)
                .containsExactly(false, false, true);
        assertThat(world.repository.line(run.requestId(3)).orElseThrow().ending())
                .isEqualTo(Ending.FAILED);
    }

    @Test
    void theFirstEndingOfALineWins() {
        Accepted run = world.accept("acme", 1);
        world.finish(Ending.CANCELLED, run.requestId(1), run.requestId(1));
        world.finish(Ending.COMPLETED, run.requestId(1));
        assertThat(world.repository.line(run.requestId(1)).orElseThrow().ending())
                .isEqualTo(Ending.CANCELLED);
        assertThat(world.run(run).finished()).isEqualTo(1);
        assertThat(world.delivered).hasSize(1);
    }

    @Test
    void endingsOfOthersArePassedOver() {
        world.results.on(
                List.of(
                        RunWorld.received("no-uuid", Ending.FAILED, null),
                        RunWorld.received(UUID.randomUUID().toString(), Ending.FAILED, null)));
        assertThat(world.delivered).isEmpty();
    }

    @Test
    void aCrashBetweenPublicationAndCheckpointGivesNoSecondRequest() {
        Accepted run = world.accept("acme", 3);
        world.log.hold();
        Thread crashed =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        assertThatThrownBy(world.release::lines)
                                                .isInstanceOf(CompletionException.class));
        Awaitility.await().until(() -> world.released().size() == 3);
        world.log.fail();
        join(crashed);
        assertThat(world.run(run).queued()).isEqualTo(3);
        world.release(RunWorld.PROPERTIES).lines();
        Set<String> ids = new HashSet<>();
        world.released().forEach(r -> ids.add(r.getHead().getRequestId()));
        assertThat(world.released()).hasSize(6);
        assertThat(ids).hasSize(3);
        assertThat(world.run(run).queued()).isZero();
    }

    @Test
    void aSmallTenantIsNotHeldUpByALargeOne() {
        world.accept("large", 1000);
        world.release.lines();
        world.accept("small", 1);
        world.release.lines();
        assertThat(world.released("small")).isEqualTo(1);
        while (world.release.lines()) {}
        assertThat(world.released("large")).isEqualTo(RunWorld.PROPERTIES.window());
    }

    @Test
    void whatEndsMakesRoomForMore() {
        Accepted run = world.accept("large", 30);
        while (world.release.lines()) {}
        assertThat(world.released()).hasSize(20);
        world.finish(Ending.COMPLETED, run.requestId(1), run.requestId(2));
        while (world.release.lines()) {}
        assertThat(world.released()).hasSize(22);
    }

    @Test
    void aRunWithAHeadStartGoesBeforeItsTenantsMassWork() {
        world.accept("acme", 1000);
        Accepted job = world.accept("acme", 1, Duration.ofHours(1), Duration.ofHours(1), "{}");
        world.release.lines();
        assertThat(world.released().getFirst().getHead().getRunId())
                .contains(job.runId().toString());
    }

    @Test
    void aRevokedKeyPausesItsRunsAndNoOthers() {
        Accepted run = world.accept("revoked", 5);
        world.accept("good", 1);
        world.objections.put("revoked", "key_revoked");
        while (world.release.lines()) {}
        assertThat(world.released("revoked")).isZero();
        assertThat(world.released("good")).isEqualTo(1);
        assertThat(world.run(run))
                .extracting(Run::state, Run::reason)
                .containsExactly("paused", "key_revoked");

        world.release.resume();
        assertThat(world.run(run).state()).isEqualTo("paused");
        world.objections.clear();
        world.release.resume();
        world.release.lines();
        assertThat(world.released("revoked")).isEqualTo(5);
        assertThat(world.run(run).reason()).isNull();
    }

    @Test
    void whatWasCancelledBeforeItsReleaseIsNotReleased() {
        Accepted run = world.accept("acme", 2);
        world.finish(Ending.CANCELLED, run.requestId(1));
        while (world.release.lines()) {}
        assertThat(world.released()).hasSize(1);
        assertThat(world.released().getFirst().getHead().getLine()).isEqualTo(2);
        assertThat(world.run(run).queued()).isZero();
    }

    @Test
    void anEndingHeardBeforeTheCheckpointIsNotForgotten() {
        Accepted run = world.accept("acme", 1);
        List<BacklogLine> lines =
                world.backlog.lines(List.of(new Turns.Take(run.runId(), 1)), 1000);
        world.finish(Ending.COMPLETED, run.requestId(1));
        world.backlog.checkpoint(lines, false);
        assertThat(world.run(run))
                .extracting(Run::state, Run::queued, Run::finished)
                .containsExactly("finished", 0L, 1L);
    }

    @Test
    void linesPastTheirDeadlineExpireOnceWhereverTheyAre() {
        Accepted run = world.accept("acme", 25, Duration.ofMinutes(5), Duration.ZERO, "{}");
        while (world.release.lines()) {}
        world.clock.turn(Duration.ofMinutes(6));
        while (world.release.endings()) {}
        assertThat(world.endings()).hasSize(25);
        assertThat(world.endings()).allMatch(o -> o.getEnding() == Ending.EXPIRED);
        OutcomeReached ending = world.endings().getFirst();
        assertThat(ending.getHead()).isPresent();
        assertThat(ending.getDecidedBy()).isEqualTo("postprocess-service");
        assertThat(ending.getFailure().map(Failure::getCode)).contains("expired");
        assertThat(world.release.lines()).isFalse();
        assertThat(world.released()).hasSize(20);
        for (int line = 1; line <= 25; line++) {
            world.finish(Ending.EXPIRED, run.requestId(line));
        }
        assertThat(world.run(run).state()).isEqualTo("finished");
    }

    @Test
    void pausedWorkExpiresToo() {
        world.accept("acme", 1, Duration.ofMinutes(5), Duration.ZERO, "{}");
        world.objections.put("acme", "key_revoked");
        world.release.lines();
        world.clock.turn(Duration.ofMinutes(6));
        world.release.endings();
        assertThat(world.endings()).hasSize(1);
    }

    @Test
    void aCancelledRunEndsAllItsLines() {
        Accepted run = world.accept("acme", 25);
        while (world.release.lines()) {}
        assertThat(world.runs.cancel(world.run(run))).isTrue();
        assertThat(world.outbox.records).hasOnlyElementsOfType(RunCancelled.class).hasSize(1);
        while (world.release.endings()) {}
        assertThat(world.endings()).hasSize(25);
        assertThat(world.endings()).allMatch(o -> o.getEnding() == Ending.CANCELLED);
        assertThat(world.release.lines()).isFalse();
        assertThat(world.runs.cancel(world.run(run))).isFalse();
        assertThat(world.outbox.records).hasSize(1);
    }

    @Test
    void aLineTooLargeForTheLogEnds() {
        Accepted run = world.accept("acme", 1);
        world.log.refuse(RequestAccepted.class::isInstance);
        world.release.lines();
        assertThat(world.endings().getFirst().getFailure().map(Failure::getCode))
                .contains("too_large");
        assertThat(world.run(run).queued()).isZero();
    }

    @Test
    void bodiesBoundABatch() {
        Accepted run =
                world.accept("acme", 5, Duration.ofHours(1), Duration.ZERO, "x".repeat(400_000));
        world.release.lines();
        assertThat(world.released()).hasSizeBetween(1, 3);
        while (world.release.lines()) {}
        assertThat(world.released()).hasSize(5);
        assertThat(world.run(run).queued()).isZero();
        Release tiny =
                world.release(
                        new RunProperties(
                                true,
                                20,
                                4,
                                10,
                                DataSize.ofBytes(1),
                                Duration.ofSeconds(1),
                                Duration.ofDays(1)));
        world.accept("acme", 2);
        assertThat(tiny.lines()).isTrue();
        assertThat(world.released()).hasSize(6);
    }

    @Test
    void runsAreListedToTheirOwnersNewestFirst() {
        Accepted first = world.accept("acme", 1);
        world.clock.turn(Duration.ofSeconds(1));
        Accepted second = world.accept("acme", 1);
        world.accept("other", 1);
        List<Run> page = world.repository.list("acme", "user-acme", null, null, 1);
        assertThat(page).extracting(Run::id).containsExactly(second.runId());
        assertThat(
                        world.repository.list(
                                "acme", null, page.getFirst().createdAt(), second.runId(), 9))
                .extracting(Run::id)
                .containsExactly(first.runId());
        assertThat(world.repository.list("acme", "someone", null, null, 9)).isEmpty();
    }

    @Test
    void oldRunsAreForgotten() {
        Accepted run = world.accept("acme", 1);
        world.finish(Ending.COMPLETED, run.requestId(1));
        assertThat(world.repository.forget(world.clock.instant().minusSeconds(60))).isZero();
        assertThat(world.repository.forget(world.clock.instant().plusSeconds(60))).isEqualTo(1);
        assertThat(world.repository.line(run.requestId(1))).isEmpty();
    }

    @Test
    void aRunWithoutLinesIsNone() {
        assertThatThrownBy(() -> world.accept("acme", 0))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void countsStayTrueWhateverHappensAtOnce() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Accepted> runs =
                List.of(
                        world.accept("a", 40),
                        world.accept("b", 30),
                        world.accept("a", 1),
                        world.accept("c", 60));
        Thread releasing =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 0; i < 30; i++) {
                                        world.release.lines();
                                    }
                                });
        for (int i = 0; i < 60; i++) {
            Accepted run = runs.get(random.nextInt(runs.size()));
            int lines = (int) world.run(run).lines();
            world.finish(
                    Ending.COMPLETED,
                    run.requestId(1 + random.nextInt(lines)),
                    runs.get(random.nextInt(4)).requestId(1 + random.nextInt(30)));
        }
        releasing.join();
        for (Accepted accepted : runs) {
            Run run = world.run(accepted);
            assertThat(count(run, "queued")).as("seed %s", seed).isEqualTo(run.queued());
            assertThat(count(run, "finished")).as("seed %s", seed).isEqualTo(run.finished());
        }
    }

    private long count(Run run, String state) {
        return world.client
                .sql("select count(*) from run_line where run_id = ? and state = ?")
                .param(run.id())
                .param(state)
                .query(Long.class)
                .single();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
