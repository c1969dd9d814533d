package dev.millrace.provider.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingProvider;
import dev.millrace.provider.upstream.Leaks;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of faults for embeddings: as {@link FaultTableTest} for chat. */
class EmbeddingFaultTableTest {

    private static final EmbeddingWords[] ADAPTERS = EmbeddingWords.all();
    private static final FaultTable TABLE =
            new FaultTable(
                    "faults of embeddings",
                    EmbeddingFault.ALL.stream().map(EmbeddingFault::name).toList(),
                    Arrays.stream(ADAPTERS).map(words -> words.vendor().name()).toList());
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int ROUND_TRIP_SECONDS = 10;
    private static final int LARGEST = 20 << 20;

    @TestFactory
    Stream<DynamicTest> noFaultIsMistaken() {
        return EmbeddingFault.ALL.stream()
                .flatMap(
                        fault ->
                                Arrays.stream(ADAPTERS)
                                        .map(
                                                words ->
                                                        DynamicTest.dynamicTest(
                                                                fault.name()
                                                                        + ", "
                                                                        + words.vendor().name(),
                                                                () -> check(fault, words))));
    }

    private static void check(EmbeddingFault fault, EmbeddingWords words) throws Exception {
        Duration patience = fault.equals(EmbeddingFault.SLOW_HEADERS) ? SHORT : LONG;
        try (ScriptedUpstream upstream = new ScriptedUpstream().streaming("application/json");
                UpstreamClient client = client(patience)) {
            EmbeddingProvider provider =
                    words.vendor().provider(upstream.url(), client).embeddings();
            upstream.then(fault.reply().apply(words));
            Cell cell = cell(fault, upstream, client, provider);
            TABLE.put(fault.name(), words.vendor().name(), cell);
            assertThat(cell.failure() == null)
                    .as("it succeeds: %s", cell)
                    .isEqualTo(fault.failure() == null);
            if (fault.failure() != null) {
                assertThat(cell.failure()).matches(fault.failure(), fault.name());
            }
            assertTokens(fault.tokens(), cell.usage());
            assertThat(cell.calls()).as("calls upstream").isEqualTo(1);
            assertThat(cell.left()).as("not given back").isZero();
            upstream.then(Reply.json(words.vectors("[1,0]", "[0,1]")));
            assertThat(call(provider).get(ROUND_TRIP_SECONDS, TimeUnit.SECONDS).usage())
                    .as("the next call is served")
                    .extracting(Usage::getInputTokens)
                    .isEqualTo(11L);
        }
    }

    private static UpstreamClient client(Duration patience) {
        return new UpstreamClient(
                Clock.systemUTC(), new Patience(LONG, patience, patience, LARGEST));
    }

    private static Cell cell(
            EmbeddingFault fault,
            ScriptedUpstream upstream,
            UpstreamClient client,
            EmbeddingProvider provider)
            throws Exception {
        try {
            Answer answer = call(provider).get(ROUND_TRIP_SECONDS, TimeUnit.SECONDS);
            return Cell.of(
                    answer,
                    upstream.requests().size(),
                    Leaks.left(fault.endsItself(), upstream, client));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProviderException failed) {
                return Cell.of(
                        failed,
                        upstream.requests().size(),
                        Leaks.left(fault.endsItself(), upstream, client));
            }
            throw e;
        }
    }

    /** On a thread of its own, which is free when the call has ended. */
    private static FutureTask<Answer> call(EmbeddingProvider provider) {
        FutureTask<Answer> task =
                new FutureTask<>(() -> provider.embed(twoTexts(), new Cancellation()));
        Thread.ofVirtual().name("fault").start(task);
        return task;
    }

    private static EmbeddingCall twoTexts() {
        String json = "{\"model\":\"asked\",\"input\":[\"one text\",\"and another\"]}";
        return new EmbeddingCall(
                "their-model",
                RequestBody.parse(json.getBytes(StandardCharsets.UTF_8)),
                Instant.now().plusSeconds(60));
    }

    private static void assertTokens(Fault.Tokens expected, @Nullable Usage usage) {
        if (expected == Fault.Tokens.NONE) {
            assertThat(usage).as("tokens").isNull();
            return;
        }
        if (usage == null) {
            throw new AssertionError("no tokens");
        }
        assertThat(usage.getOutputTokens()).as("tokens out").isZero();
        assertThat(usage.getInputTokens()).as("tokens in").isPositive();
        assertThat(usage.getEstimated()).isEqualTo(expected == Fault.Tokens.ESTIMATED);
        if (expected == Fault.Tokens.TOLD) {
            assertThat(usage.getInputTokens()).isEqualTo(11);
        }
    }

    @Test
    void whoDoesNotEmbedSaysSoAndNobodyIsCalled() {
        for (VendorWords words : VendorWords.all()) {
            if (!EmbeddingWords.NONE.contains(words.name())) {
                continue;
            }
            try (ScriptedUpstream upstream = new ScriptedUpstream();
                    UpstreamClient client = client(LONG)) {
                EmbeddingProvider provider = words.provider(upstream.url(), client).embeddings();
                ProviderException e =
                        catchThrowableOfType(
                                ProviderException.class,
                                () -> provider.embed(twoTexts(), new Cancellation()));
                assertThat(e.failure()).isInstanceOf(ProviderFailure.ModelNotFound.class);
                assertThat(upstream.requests()).isEmpty();
            }
        }
    }

    @AfterAll
    static void theTableHasNoBlank() {
        TABLE.print();
    }
}
