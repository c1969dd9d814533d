package dev.millrace.provider.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * What holds for every adapter of {@link ChatProvider}, whatever its vendor's wire format: an
 * adapter's test says how its vendor writes things.
 */
@Timeout(30)
public abstract class ChatProviderContract {

    protected final ScriptedUpstream upstream = new ScriptedUpstream();
    protected final List<JsonNode> chunks = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    protected ChatProvider provider =
            (_, _, _) -> {
                throw new IllegalStateException();
            };

    /**
     * The adapter, with a first-token and an idle time of {@code patience} and at most {@code
     * answerLimit} bytes of answer.
     */
    protected abstract ChatProvider open(
            ScriptedUpstream upstream, Duration patience, int answerLimit);

    /** A whole plain answer: {@code text}, ended naturally, 11 tokens in, 7 out. */
    protected abstract String plain(String text);

    /** One event for each part, as stream text. */
    protected abstract String parts(String... parts);

    /** What ends a stream well, with 11 tokens in and 7 out. */
    protected abstract String ending();

    /** An event that tells of an overload inside a stream. */
    protected abstract String overloadEvent();

    /** An error body. */
    protected abstract String errorBody(String code, String message);

    /** The media type of a stream. */
    protected String streamType() {
        return "text/event-stream";
    }

    @BeforeEach
    final void openProvider() {
        upstream.streaming(streamType());
        provider = open(upstream, Duration.ofSeconds(5), 20 << 20);
    }

    @AfterEach
    final void closeUpstream() {
        released.countDown();
        upstream.close();
    }

    protected final ChatCall call(boolean stream, String... members) {
        String extra = members.length == 0 ? "" : "," + String.join(",", members);
        String json =
                "{\"model\":\"asked\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                        + extra
                        + "}";
        RequestBody body = RequestBody.parse(json.getBytes(StandardCharsets.UTF_8));
        return new ChatCall("their-model", body, stream, Instant.now().plusSeconds(20));
    }

    protected final Answer ask(ChatCall call) throws Exception {
        return provider.chat(call, this::chunk, new Cancellation());
    }

    private void chunk(String model, byte[] choices) {
        chunks.add(Json.MAPPER.readTree(choices));
    }

    protected final ProviderException refused(ChatCall call) {
        ProviderException e = catchThrowableOfType(ProviderException.class, () -> ask(call));
        assertThat(e).as("the call fails").isNotNull();
        return e;
    }

    protected final ProviderFailure failure(ChatCall call) {
        return refused(call).failure();
    }

    protected static JsonNode message(@Nullable Answer answer) {
        if (answer == null) {
            throw new AssertionError("there is no answer");
        }
        return Json.MAPPER.readTree(answer.output()).path(0).path("message");
    }

    protected final String shown() {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(Json.text(chunk.path(0).path("delta"), "content")));
        return text.toString();
    }

    @Test
    void aPlainAnswerIsNormalised() throws Exception {
        upstream.then(Reply.json(plain("Hello, wörld")));
        Answer answer = ask(call(false));
        assertThat(message(answer).path("role").stringValue()).isEqualTo("assistant");
        assertThat(message(answer).path("content").stringValue()).isEqualTo("Hello, wörld");
        assertThat(answer.finishReasons()).containsExactly("stop");
        assertThat(answer.usage().getInputTokens()).isEqualTo(11);
        assertThat(answer.usage().getOutputTokens()).isEqualTo(7);
        assertThat(answer.usage().getEstimated()).isFalse();
        assertThat(chunks).isEmpty();
    }

    @Test
    void aStreamsPartsTogetherAreItsAnswer() throws Exception {
        upstream.then(Reply.raw(parts("Hel", "lo, ", "wörld") + ending()));
        Answer answer = ask(call(true));
        assertThat(message(answer).path("content").stringValue()).isEqualTo("Hello, wörld");
        assertThat(shown()).isEqualTo("Hello, wörld");
        assertThat(answer.finishReasons()).containsExactly("stop");
        assertThat(answer.usage().getOutputTokens()).isEqualTo(7);
        assertThat(chunks.getFirst().path(0).path("delta").path("role").stringValue())
                .isEqualTo("assistant");
        assertThat(chunks)
                .allSatisfy(
                        chunk -> {
                            assertThat(chunk.path(0).has("index")).isTrue();
                            assertThat(chunk.path(0).has("finish_reason")).isTrue();
                        });
        assertThat(chunks.getLast().path(0).path("finish_reason").stringValue()).isEqualTo("stop");
    }

    @Test
    void aStreamThatDripsByteByByteIsTheSame() throws Exception {
        upstream.then(Reply.dripping(parts("sl", "öw") + ending()));
        Answer answer = ask(call(true));
        assertThat(message(answer).path("content").stringValue()).isEqualTo("slöw");
        assertThat(shown()).isEqualTo("slöw");
    }

    @Test
    void aStreamWithoutItsEndIsInterruptedAndKept() {
        upstream.then(Reply.raw(parts("half", " said")));
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.Interrupted.class);
        assertThat(message(e.kept()).path("content").stringValue()).isEqualTo("half said");
        assertThat(shown()).isEqualTo("half said");
    }

    @Test
    void aStreamCutWithinAFrameIsInterruptedAndKept() {
        String text = parts("half", " said");
        upstream.then(Reply.cutAfter(text.substring(0, text.length() - 8)));
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.Interrupted.class);
        assertThat(message(e.kept()).path("content").stringValue()).isEqualTo("half");
    }

    @Test
    void anErrorInsideAStreamIsAFailureThatKeepsWhatCame() {
        upstream.then(Reply.raw(parts("so far") + overloadEvent()));
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.Overloaded.class);
        assertThat(message(e.kept()).path("content").stringValue()).isEqualTo("so far");
        assertThat(shown()).isEqualTo("so far");
    }

    @Test
    void anErrorAsTheFirstEventKeepsNothing() {
        upstream.then(Reply.raw(overloadEvent()));
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.Overloaded.class);
        assertThat(e.kept()).isNull();
        assertThat(chunks).isEmpty();
    }

    @Test
    void aStreamThatGoesQuietTimesOut() {
        provider = open(upstream, Duration.ofMillis(200), 1 << 20);
        upstream.then(Reply.hangingAfter(parts("and then"), released));
        ProviderException e = refused(call(true));
        assertThat(e.failure()).isEqualTo(new ProviderFailure.Timeout(Phase.IDLE));
        assertThat(message(e.kept()).path("content").stringValue()).isEqualTo("and then");
    }

    @Test
    void aStreamThatNeverBeginsTimesOut() {
        provider = open(upstream, Duration.ofMillis(200), 1 << 20);
        upstream.then(Reply.silent(released));
        assertThat(failure(call(true))).isEqualTo(new ProviderFailure.Timeout(Phase.FIRST_TOKEN));
    }

    @Test
    void delayedHeadersAreWaitedForWithinPatience() throws Exception {
        upstream.then(Reply.json(plain("late")).after(Duration.ofMillis(300)));
        assertThat(message(ask(call(false))).path("content").stringValue()).isEqualTo("late");
    }

    @Test
    void theDeadlineEndsAPlainCall() {
        upstream.then(Reply.silent(released));
        ChatCall call = call(false);
        ChatCall hurried =
                new ChatCall(call.model(), call.body(), false, Instant.now().plusMillis(300));
        assertThat(failure(hurried)).isEqualTo(new ProviderFailure.Timeout(Phase.TOTAL));
    }

    @Test
    void cancellingAStreamClosesTheUpstreamsConnection() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        upstream.then(Reply.openAfter(parts("never"), gone::countDown));
        Cancellation cancellation = new Cancellation();
        Thread canceller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    await().until(() -> !chunks.isEmpty());
                                    cancellation.cancel();
                                });
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> provider.chat(call(true), this::chunk, cancellation));
        canceller.join();
        assertThat(e).isNotNull();
        assertThat(e.failure()).isEqualTo(new ProviderFailure.Cancelled());
        assertThat(gone.await(5, TimeUnit.SECONDS)).as("the upstream notices").isTrue();
    }

    @Test
    void cancellingBeforeAnyAnswerClosesTheUpstreamsConnection() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        upstream.then(Reply.openAfter("", gone::countDown));
        Cancellation cancellation = new Cancellation();
        Thread canceller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    await().until(() -> !upstream.requests().isEmpty());
                                    cancellation.cancel();
                                });
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> provider.chat(call(false), this::chunk, cancellation));
        canceller.join();
        assertThat(e).isNotNull();
        assertThat(e.failure()).isEqualTo(new ProviderFailure.Cancelled());
        assertThat(gone.await(5, TimeUnit.SECONDS)).as("the upstream notices").isTrue();
    }

    @Test
    void aDroppedCallIsNotRepeatedByTheAdapter() throws Exception {
        upstream.then(Reply.dropped());
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.Connection.class);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void aHalfClosedSocketIsAConnectionFailure() {
        upstream.then(Reply.halfClosed());
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.Connection.class);
    }

    @Test
    void nobodyListeningIsAConnectionFailure() {
        upstream.close();
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.Connection.class);
    }

    @Test
    void whatIsNoJsonIsAnInvalidAnswer() {
        upstream.then(Reply.json("{\"choices\": [ oh no"));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }

    @Test
    void garbageInAStreamIsAnInvalidAnswer() {
        upstream.then(Reply.raw("data: {oh no}\n\n" + parts("later") + ending()));
        assertThat(failure(call(true))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }

    @Test
    void aWebPageIsAnInvalidAnswer() {
        upstream.then(Reply.of(200, "text/html", "<html>Sign in</html>"));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }

    @Test
    void anAnswerOfFiveMegabytesIsTaken() throws Exception {
        String text = "x".repeat(5 << 20);
        upstream.then(Reply.json(plain(text)));
        assertThat(message(ask(call(false))).path("content").stringValue()).isEqualTo(text);
    }

    @Test
    void anAnswerOverTheLimitIsTooLarge() {
        provider = open(upstream, Duration.ofSeconds(5), 100_000);
        upstream.then(Reply.json(plain("x".repeat(200_000))));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.AnswerTooLarge());
    }

    @Test
    void aRateLimitTellsWhenToComeAgain() {
        upstream.then(Reply.error(429, errorBody("", "slow"), "retry-after: 7"));
        assertThat(failure(call(true)))
                .isEqualTo(new ProviderFailure.RateLimited(Duration.ofSeconds(7), "slow"));
    }

    @Test
    void refusalsAreTold() {
        upstream.then(
                Reply.error(500, errorBody("", "oops")),
                Reply.error(529, errorBody("", "busy")),
                Reply.error(503, errorBody("", "busy")),
                Reply.error(401, errorBody("", "who")),
                Reply.error(404, errorBody("", "what")),
                Reply.error(413, errorBody("", "huge")),
                Reply.error(400, errorBody("", "no")));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.ServerError(500, "oops"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.Overloaded(null, "busy"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.Overloaded(null, "busy"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.Authentication("who"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.ModelNotFound("what"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.RequestTooLarge("huge"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.InvalidRequest(null, "no"));
    }

    @Test
    void aFailureTellsWithWhichStatusTheVendorAnswered() {
        for (int status : List.of(400, 401, 404, 413, 429, 500, 503)) {
            upstream.then(Reply.error(status, errorBody("", "no")));
            assertThat(refused(call(true)).status()).isEqualTo(status);
        }
        upstream.then(Reply.raw(parts("begun") + overloadEvent()));
        assertThat(refused(call(true)).status()).isEqualTo(200);
    }

    @Test
    void aConnectionServesManyCalls() throws Exception {
        for (int i = 0; i < 5; i++) {
            upstream.then(Reply.raw(parts("again") + ending()));
            assertThat(message(ask(call(true))).path("content").stringValue()).isEqualTo("again");
        }
        assertThat(upstream.connections()).isEqualTo(1);
    }
}
