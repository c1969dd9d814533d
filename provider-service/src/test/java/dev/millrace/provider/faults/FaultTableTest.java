package dev.millrace.provider.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fault with every adapter: what it is called, how often the upstream was asked, what is
 * accounted for, and that sockets, threads and exchanges are given back.
 */
class FaultTableTest {

    private static final VendorWords[] ADAPTERS = VendorWords.all();
    private static final FaultTable TABLE =
            new FaultTable(
                    "faults",
                    Fault.ALL.stream().map(Fault::name).toList(),
                    Arrays.stream(ADAPTERS).map(VendorWords::name).toList());
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int ROUND_TRIP_SECONDS = 10;

    @TestFactory
    Stream<DynamicTest> noFaultIsMistaken() {
        return Fault.ALL.stream()
                .flatMap(
                        fault ->
                                Arrays.stream(ADAPTERS)
                                        .map(
                                                words ->
                                                        DynamicTest.dynamicTest(
                                                                fault.name() + ", " + words.name(),
                                                                () -> check(fault, words))));
    }

    private static void check(Fault fault, VendorWords words) throws Exception {
        Duration patience = fault.equals(Fault.SLOW_HEADERS) ? SHORT : LONG;
        try (ScriptedUpstream upstream = new ScriptedUpstream().streaming(words.streamType());
                UpstreamClient client =
                        new UpstreamClient(
                                Clock.systemUTC(),
                                new Patience(LONG, patience, patience, 20 << 20))) {
            ChatProvider provider = words.open(upstream.url(), client);
            Cell cell = cell(fault, words, upstream, client, provider);
            TABLE.put(fault.name(), words.name(), cell);
            assertThat(cell.failure() == null)
                    .as("it succeeds: %s", cell)
                    .isEqualTo(fault.failure() == null);
            if (fault.failure() != null) {
                assertThat(cell.failure()).matches(expected(fault, words), fault.name());
            }
            assertTokens(tokens(fault, words), cell.usage());
            assertThat(cell.calls()).as("calls upstream").isEqualTo(1);
            assertThat(cell.left()).as("not given back").isZero();
            upstream.then(Reply.json(words.plain("next", true)));
            assertThat(call(provider, false).get(ROUND_TRIP_SECONDS, TimeUnit.SECONDS).usage())
                    .as("the next call is served")
                    .extracting(Usage::getOutputTokens)
                    .isEqualTo(7L);
        }
    }

    private static Cell cell(
            Fault fault,
            VendorWords words,
            ScriptedUpstream upstream,
            UpstreamClient client,
            ChatProvider provider)
            throws Exception {
        upstream.then(fault.reply().apply(words));
        FutureTask<Answer> call = call(provider, fault.stream());
        try {
            Answer answer = call.get(ROUND_TRIP_SECONDS, TimeUnit.SECONDS);
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
    private static FutureTask<Answer> call(ChatProvider provider, boolean stream) {
        String json =
                "{\"model\":\"asked\",\"messages\":[{\"role\":\"user\",\"content\":\"say something\"}]}";
        RequestBody body = RequestBody.parse(json.getBytes(StandardCharsets.UTF_8));
        ChatCall call = new ChatCall("their-model", body, stream, Instant.now().plusSeconds(60));
        FutureTask<Answer> task =
                new FutureTask<>(() -> provider.chat(call, (_, _) -> {}, new Cancellation()));
        Thread.ofVirtual().name("fault").start(task);
        return task;
    }

    private static Predicate<ProviderFailure> expected(Fault fault, VendorWords words) {
        return Fault.TOLD_WITHIN.equals(fault.failure())
                ? words::isOverload
                : requireNonNull(fault.failure());
    }

    private static Fault.Tokens tokens(Fault fault, VendorWords words) {
        boolean uncounted =
                fault.tokens() == Fault.Tokens.TOLD_OF_NOTHING && !words.countsEmptyStreams();
        return uncounted ? Fault.Tokens.NONE : fault.tokens();
    }

    private static void assertTokens(Fault.Tokens expected, @Nullable Usage usage) {
        if (expected == Fault.Tokens.NONE) {
            assertThat(usage).as("tokens").isNull();
            return;
        }
        if (usage == null) {
            throw new AssertionError("no tokens");
        }
        assertThat(usage.getInputTokens()).as("tokens in").isPositive();
        assertThat(usage.getOutputTokens()).as("tokens out").isPositive();
        switch (expected) {
            case TOLD, TOLD_OF_NOTHING -> {
                assertThat(usage.getEstimated()).isFalse();
                assertThat(usage.getInputTokens()).isEqualTo(11);
                assertThat(usage.getOutputTokens()).isEqualTo(7);
            }
            case ESTIMATED -> assertThat(usage.getEstimated()).isTrue();
            default -> {
                // Whether it was told in time is the vendor's business.
            }
        }
    }

    @AfterAll
    static void theTableHasNoBlank() {
        TABLE.print();
    }
}
