package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.Completion;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was answered once is served again as it was, thinking, calls and signatures included,
 * however it was asked for before and is asked for now, and nobody is called for it.
 */
class CacheRoundTripPropertyTest {

    private static final int TRIES = 200;
    private static final List<String> WORDS =
            List.of("a", "é", "雪", "😀", "\"", "\\", "\n", " ", "{", "</think>", "\u2028");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final ManyProviders house = ManyProviders.of(2);

    @AfterEach
    void close() {
        house.close();
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    private ArrayNode choices() {
        ArrayNode choices = Json.MAPPER.createArrayNode();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            ObjectNode choice = choices.addObject().put("index", i);
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            boolean calls = random.nextInt(3) == 0;
            message.put("content", calls && random.nextBoolean() ? null : text(60));
            if (random.nextBoolean()) {
                message.put("reasoning_content", text(60));
            }
            if (random.nextBoolean()) {
                message.putArray("thinking_blocks")
                        .addObject()
                        .put("type", "thinking")
                        .put("thinking", text(20))
                        .put("signature", "s" + random.nextLong());
            }
            if (calls) {
                ArrayNode list = message.putArray("tool_calls");
                for (int n = random.nextInt(3); n >= 0; n--) {
                    list.addObject()
                            .put("id", "call_" + random.nextInt())
                            .put("type", "function")
                            .putObject("function")
                            .put("name", "f" + n)
                            .put("arguments", "{\"x\":" + random.nextInt() + "}");
                }
            }
            choice.put("finish_reason", calls ? "tool_calls" : "stop");
        }
        return choices;
    }

    private Answer answer(ArrayNode choices) {
        List<String> reasons = new ArrayList<>();
        choices.forEach(each -> reasons.add(Json.text(each, "finish_reason")));
        long output = random.nextInt(1_000);
        return new Answer(
                "model-" + random.nextInt(9),
                Json.bytes(choices),
                reasons,
                new Usage(
                        (long) random.nextInt(1_000),
                        output,
                        0L,
                        0L,
                        output / 2,
                        random.nextBoolean()),
                random.nextBoolean() ? "fp" : null,
                random.nextBoolean() ? "flex" : null);
    }

    private Ready asking(String id, String body, boolean stream) {
        Ready ready = house.planned(id).cacheControl("max-age=60").body(body);
        return stream ? ready.streamed() : ready;
    }

    @Test
    void whatIsServedAgainIsWhatWasAnswered() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            ArrayNode choices = choices();
            Answer given = answer(choices);
            String body =
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"" + seed + " " + i + "\"}]}";
            String where = "seed %d, try %d: %s".formatted(seed, i, choices);
            ScriptedProvider answering = house.providers.getFirst();
            answering.then(
                    (call, sink, _) -> {
                        if (call.stream()) {
                            sink.accept(
                                    "m", "[]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                        }
                        return given;
                    });
            OutcomeReached asked = house.outcome(asking("a" + i, body, random.nextBoolean()));
            answering.forget();
            for (boolean stream : new boolean[] {random.nextBoolean(), random.nextBoolean()}) {
                OutcomeReached again = house.outcome(asking("b" + i + stream, body, stream));
                served(asked, again, where);
                List<ReplyChunk> chunks = house.log.all(ReplyChunk.class);
                assertThat(chunks).as(where).hasSize(stream ? 1 : 0);
                if (stream) {
                    assertThat(assembled(chunks.getFirst())).as(where).isEqualTo(choices);
                }
            }
            for (ScriptedProvider each : house.providers) {
                assertThat(each.calls).as(where).isEmpty();
            }
        }
    }

    private void served(OutcomeReached asked, OutcomeReached again, String where) {
        Completion before = asked.getCompletion().orElseThrow();
        Completion after = again.getCompletion().orElseThrow();
        assertThat(before.getCached()).as(where).isFalse();
        assertThat(after.getCached()).as(where).isTrue();
        assertThat(Content.openText(after.getOutput()))
                .as(where)
                .isEqualTo(Content.openText(before.getOutput()));
        assertThat(after.getModel()).as(where).isEqualTo(before.getModel());
        assertThat(after.getProvider()).as(where).isEqualTo(before.getProvider());
        assertThat(after.getFinishReasons()).as(where).isEqualTo(before.getFinishReasons());
        assertThat(after.getUsage()).as(where).isEqualTo(before.getUsage());
        assertThat(after.getSystemFingerprint()).as(where).isEqualTo(before.getSystemFingerprint());
        assertThat(after.getServiceTier()).as(where).isEqualTo(before.getServiceTier());
        assertThat(after.getCost().orElseThrow().getNanos()).as(where).isZero();
        assertThat(again.getAttempts()).as(where).isZero();
        assertThat(house.log.all(AttemptEnded.class)).as(where).isEmpty();
    }

    /** A client's reading of the one chunk: its deltas are the messages. */
    private static JsonNode assembled(ReplyChunk chunk) {
        ArrayNode choices =
                (ArrayNode)
                        Json.MAPPER.readTree(Content.openText(chunk.getChoices()).orElseThrow());
        ArrayNode out = Json.MAPPER.createArrayNode();
        for (JsonNode each : choices) {
            JsonNode message = each.path("delta").deepCopy();
            int index = 0;
            for (JsonNode call : message.path("tool_calls")) {
                assertThat(call.path("index").asInt(-1)).isEqualTo(index++);
                ((ObjectNode) call).remove(List.of("index"));
            }
            ObjectNode choice = out.addObject();
            choice.set("index", each.get("index"));
            choice.set("message", message);
            choice.set("finish_reason", each.get("finish_reason"));
        }
        return out;
    }
}
