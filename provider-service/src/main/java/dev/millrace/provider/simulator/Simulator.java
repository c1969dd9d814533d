package dev.millrace.provider.simulator;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.chat.ChunkSink;
import dev.millrace.provider.lexical.LexicalEmbedding;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chat models of the built-in provider. They need no network, answer the same to the same
 * request, and say what they are. A word is a token; it is streamed after the configured delay, and
 * a plain answer takes as long as its stream would.
 */
public final class Simulator implements ChatProvider {

    public static final String ID = "simulator";
    public static final String SMALL = "simulator-small";
    public static final String LARGE = "simulator-large";
    public static final String EMBEDDING = "simulator-embedding";

    private final Clock clock;
    private final Duration wordDelay;

    public Simulator(Clock clock, Duration wordDelay) {
        this.clock = clock;
        this.wordDelay = wordDelay;
    }

    /** The simulator as a provider. */
    public static Provider provider(Clock clock, Duration wordDelay) {
        return new Provider(
                ID,
                "simulator",
                "built-in",
                new Simulator(clock, wordDelay),
                new LexicalEmbedding(EMBEDDING),
                () -> List.of(SMALL, LARGE, EMBEDDING),
                false);
    }

    @Override
    public Answer chat(ChatCall call, ChunkSink sink, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        if (!call.model().equals(SMALL) && !call.model().equals(LARGE)) {
            throw new ProviderException(
                    new ProviderFailure.ModelNotFound(
                            "the simulator chats as " + SMALL + " and " + LARGE));
        }
        SimulatedChat chat = SimulatedChat.of(call.model(), call.body());
        CountDownLatch stop = new CountDownLatch(1);
        try (var _ = cancellation.onCancel(stop::countDown)) {
            speak(call, chat, sink, stop);
        }
        return answer(call.model(), chat.message(), chat.finishReason(), chat);
    }

    private void speak(ChatCall call, SimulatedChat chat, ChunkSink sink, CountDownLatch stop)
            throws ProviderException, InterruptedException {
        StringBuilder said = new StringBuilder();
        boolean first = true;
        for (String word : chat.words()) {
            pause(call, chat, said, stop);
            said.append(word);
            if (call.stream()) {
                sink.accept(call.model(), delta(content(word, first), null));
            }
            first = false;
        }
        if (call.stream()) {
            ObjectNode last =
                    first ? WithIndexes.of(chat.message()) : Json.MAPPER.createObjectNode();
            sink.accept(call.model(), delta(last, chat.finishReason()));
        }
    }

    private void pause(ChatCall call, SimulatedChat chat, StringBuilder said, CountDownLatch stop)
            throws ProviderException, InterruptedException {
        if (stop.await(wordDelay.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new ProviderException(new ProviderFailure.Cancelled(), kept(call, chat, said));
        }
        if (!clock.instant().isBefore(call.deadline())) {
            throw new ProviderException(
                    new ProviderFailure.Timeout(Phase.TOTAL), kept(call, chat, said));
        }
    }

    private static @Nullable Answer kept(ChatCall call, SimulatedChat chat, StringBuilder said) {
        if (said.isEmpty()) {
            return null;
        }
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("role", "assistant").put("content", said.toString());
        return answer(call.model(), message, null, chat);
    }

    private static ObjectNode content(String word, boolean first) {
        ObjectNode delta = Json.MAPPER.createObjectNode();
        if (first) {
            delta.put("role", "assistant");
        }
        return delta.put("content", word);
    }

    private static byte[] delta(JsonNode delta, @Nullable String finishReason) {
        ArrayNode choices = Json.MAPPER.createArrayNode();
        choices.addObject().put("index", 0).set("delta", delta).put("finish_reason", finishReason);
        return Json.bytes(choices);
    }

    private static Answer answer(
            String model, ObjectNode message, @Nullable String finishReason, SimulatedChat chat) {
        ArrayNode choices = Json.MAPPER.createArrayNode();
        choices.addObject()
                .put("index", 0)
                .set("message", message)
                .put("finish_reason", finishReason);
        return new Answer(
                model,
                Json.bytes(choices),
                List.of(finishReason == null ? "error" : finishReason),
                chat.usage(),
                null,
                null);
    }
}
