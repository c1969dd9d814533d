package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Money;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.Price;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CachedExecutionTest extends ExecutionListenerSetup {

    private static final String CHOICES =
            """
            [{"index":0,"finish_reason":"stop",
              "message":{"role":"assistant","content":"hello","reasoning_content":"hm"}}]""";

    private static Ready asking(String id) {
        return new Ready(id)
                .candidate("first", "a")
                .candidate("second", "b")
                .cacheControl("max-age=60");
    }

    private void firstAnswers() {
        first.then((_, _, _) -> first.answer(CHOICES));
    }

    private OutcomeReached outcome(Ready ready) throws Exception {
        log.published.clear();
        return run(ready);
    }

    private static Completion completion(OutcomeReached outcome) {
        return outcome.getCompletion().orElseThrow();
    }

    @Test
    void theSecondTimeNobodyIsCalledAndNothingIsCharged() throws Exception {
        catalog.on(
                "model/first/a",
                ModelOffered.newBuilder()
                        .setProvider("first")
                        .setModel("a")
                        .setOwner(new Owner("default", "default", "default"))
                        .setSince(Instant.EPOCH)
                        .setPrice(new Price("CNY", 1_000_000L, 1L, null, null, List.of()))
                        .build());
        firstAnswers();
        OutcomeReached asked = outcome(asking("r-1"));
        OutcomeReached again = outcome(asking("r-2"));

        assertThat(first.calls).hasSize(1);
        assertThat(completion(asked).getCached()).isFalse();
        assertThat(asked.getAttempts()).isEqualTo(1);
        assertThat(again.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(again.getAttempts()).isZero();
        assertThat(log.all(AttemptStarted.class)).isEmpty();
        assertThat(log.all(AttemptEnded.class)).isEmpty();
        Completion cached = completion(again);
        assertThat(cached.getCached()).isTrue();
        assertThat(cached.getCost()).contains(new Money(0L, "CNY"));
        assertThat(cached.getUsage()).isEqualTo(completion(asked).getUsage());
        assertThat(cached.getModel()).isEqualTo("answering");
        assertThat(cached.getProvider()).isEqualTo("first");
        assertThat(cached.getFinishReasons()).containsExactly("stop");
        assertThat(output(again)).isEqualTo(CHOICES);
    }

    @Test
    void aHitIsStreamedToWhoWantsAStream() throws Exception {
        firstAnswers();
        outcome(asking("r-1"));
        OutcomeReached again = outcome(asking("r-2").streamed());

        ReplyChunk chunk = log.all(ReplyChunk.class).getFirst();
        assertThat(log.all(ReplyChunk.class)).hasSize(again.getChunkCount());
        assertThat(again.getAttemptId()).contains(chunk.getAttemptId());
        assertThat(chunk.getSequence()).isZero();
        assertThat(chunk.getModel()).isEqualTo("answering");
        JsonNode choice =
                Json.MAPPER.readTree(Content.openText(chunk.getChoices()).orElseThrow()).get(0);
        assertThat(choice.at("/delta/content").asString()).isEqualTo("hello");
        assertThat(choice.at("/delta/reasoning_content").asString()).isEqualTo("hm");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
        assertThat(completion(again).getCached()).isTrue();
        assertThat(completion(again).getFirstTokenMillis()).isPresent();
    }

    @Test
    void aStreamsAnswerIsKeptToo() throws Exception {
        first.then(
                (_, sink, _) -> {
                    sink.accept("m", "[]".getBytes(StandardCharsets.UTF_8));
                    return first.answer(CHOICES);
                });
        outcome(asking("r-1").streamed());
        assertThat(completion(outcome(asking("r-2"))).getCached()).isTrue();
    }

    @Test
    void aRecordThatIsHandledAgainTellsTheSameStream() throws Exception {
        firstAnswers();
        outcome(asking("r-1"));
        OutcomeReached one = outcome(asking("r-2").bulk().streamed());
        String told = one.getAttemptId().orElseThrow();
        assertThat(told)
                .isNotEqualTo(outcome(asking("r-3").streamed()).getAttemptId().orElseThrow());
        var record = received(asking("r-4").streamed().make());
        log.published.clear();
        listener.handle(record, false);
        listener.handle(record, true);
        List<OutcomeReached> both = log.all(OutcomeReached.class);
        assertThat(both.getFirst().getAttemptId()).isEqualTo(both.getLast().getAttemptId());
        // Whether the first handling had called somebody nobody knows: what it may have is told.
        assertThat(log.all(AttemptStarted.class))
                .extracting(AttemptStarted::getAttemptId)
                .doesNotContain(both.getFirst().getAttemptId().orElseThrow())
                .hasSize(1);
    }

    @Test
    void failuresPartsAndCancelledAnswersAreNeverKept() throws Exception {
        Answer part = first.answer("[\"part\"]");
        for (ProviderFailure failure :
                List.of(
                        new ProviderFailure.InvalidRequest(null, ""),
                        new ProviderFailure.ContentFiltered(""),
                        new ProviderFailure.Cancelled())) {
            first.then(
                    (_, _, _) -> {
                        throw new ProviderException(failure, part);
                    });
            assertThat(outcome(asking("r")).getEnding()).isNotEqualTo(Ending.COMPLETED);
        }
        assertThat(completion(outcome(asking("r-9"))).getCached()).isFalse();
        assertThat(first.calls).hasSize(4);
    }

    @Test
    void onlyIfCachedCallsNobody() throws Exception {
        OutcomeReached without = outcome(asking("r-1").cacheControl("only-if-cached"));
        assertThat(code(without)).isEqualTo("not_cached");
        assertThat(without.getFailure().orElseThrow().getHttpStatus()).isEqualTo(504);
        assertThat(first.calls).isEmpty();

        first.fails(new ProviderFailure.Authentication(""));
        second.then((_, _, _) -> second.answer(CHOICES));
        outcome(asking("r-2"));
        OutcomeReached with = outcome(asking("r-3").cacheControl("only-if-cached"));
        assertThat(completion(with).getProvider()).isEqualTo("second");
        assertThat(first.calls).hasSize(1);
        assertThat(second.calls).hasSize(1);
    }

    @Test
    void whatTheKeyMayNotUseIsNotServedFromTheCacheEither() throws Exception {
        firstAnswers();
        outcome(asking("r-1"));
        OutcomeReached other = outcome(asking("r-2").models("second/b"));
        assertThat(completion(other).getProvider()).isEqualTo("second");
        assertThat(completion(other).getCached()).isFalse();
        assertThat(code(outcome(asking("r-3").models("third/c")))).isEqualTo("model_not_allowed");
        OutcomeReached foreign = outcome(asking("r-4").tenant("another"));
        assertThat(completion(foreign).getCached()).isFalse();
    }

    @Test
    void whoSaysNothingIsAskedForAnew() throws Exception {
        firstAnswers();
        outcome(asking("r-1"));
        assertThat(completion(outcome(asking("r-2").cacheControl(""))).getCached()).isFalse();
        assertThat(first.calls).hasSize(2);
    }

    @Test
    void whatCannotBeReadIsRefused() throws Exception {
        Ready bad =
                asking("r-1").cacheControl("").body("{\"millrace\":{\"cache\":7},\"messages\":[]}");
        assertThat(code(outcome(bad))).isEqualTo("invalid_value");
        assertThat(first.calls).isEmpty();
    }

    @Test
    void vectorsAreKeptToo() throws Exception {
        Ready asked = asking("r-1").embeddings("{\"model\":\"e\",\"input\":\"a\"}");
        outcome(asked);
        assertThat(completion(outcome(asked)).getCached()).isTrue();
    }
}
