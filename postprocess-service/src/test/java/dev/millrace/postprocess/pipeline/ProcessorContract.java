package dev.millrace.postprocess.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;

/** What holds for every processor, alone and among the others. */
public abstract class ProcessorContract {

    private static final int TRIES = 300;

    protected abstract Processor processor();

    /** Texts this processor has an opinion on; the contract mixes them with others. */
    protected abstract List<String> telling();

    @Test
    void wholeAndStreamedTextAreEqualForEverySplit() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Answers answers = new Answers(random, telling());
        for (int attempt = 0; attempt < TRIES; attempt++) {
            String whole = answers.completion();
            List<Processor> set = set(random);
            assertThat(Answers.streamed(set, answers.chunks(whole)))
                    .as("seed %s, try %s, %s", seed, attempt, whole)
                    .isEqualTo(Answers.whole(set, whole));
        }
    }

    @Test
    void aRepeatGivesTheSameChunks() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Answers answers = new Answers(random, telling());
        for (int attempt = 0; attempt < TRIES; attempt++) {
            List<String> chunks = answers.chunks(answers.completion());
            List<Processor> set = set(random);
            assertThat(Answers.sent(set, chunks))
                    .as("seed %s, try %s", seed, attempt)
                    .isEqualTo(Answers.sent(set, chunks));
        }
    }

    @Test
    void nothingIsHeldBackOnceAChoiceHasEnded() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Answers answers = new Answers(random, telling());
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Chain chain = new Chain(List.of(processor()));
            answers.chunks(answers.finishedCompletion())
                    .forEach(chunk -> chain.accept(Answers.array(chunk)));
            assertThat(chain.finish()).as("seed %s, try %s", seed, attempt).isEmpty();
        }
    }

    @Test
    void toolCallsRolesAndUnknownFieldsPassUntouched() {
        String delta =
                """
                [{"index":1,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"c1",\
                "function":{"name":"f","arguments":"<think>"}}],"own":{"a":[1,null]}},\
                "logprobs":{"content":[]},"finish_reason":"tool_calls"}]""";
        ArrayNode said = new Chain(List.of(processor())).accept(Answers.array(delta));
        assertThat(said).isEqualTo(Answers.array(delta));
    }

    @Test
    void whatChangesNoTextSaysSo() {
        Random random = new Random(7);
        Answers answers = new Answers(random, telling());
        for (int attempt = 0; attempt < TRIES && !processor().changesText(); attempt++) {
            String whole = answers.completion();
            assertThat(Answers.whole(List.of(processor()), whole))
                    .isEqualTo(Answers.whole(List.of(), whole));
        }
        assertThat(processor().name()).matches("[a-z-]+");
        assertThat(processor().does()).endsWith(".");
    }

    private List<Processor> set(Random random) {
        List<Processor> set = new ArrayList<>(List.of(processor()));
        for (Processor other : KnownProcessors.all()) {
            if (!other.name().equals(processor().name()) && random.nextBoolean()) {
                set.add(random.nextInt(set.size() + 1), other);
            }
        }
        return set;
    }

    /** Text of one choice, thinking and answer. */
    record Text(String content, String reasoning) {

        Text followedBy(Text more) {
            return new Text(content + more.content, reasoning + more.reasoning);
        }
    }

    static Map<Integer, Text> texts(ArrayNode choices, String field) {
        Map<Integer, Text> texts = new TreeMap<>();
        choices.forEach(
                choice ->
                        texts.merge(
                                choice.path("index").asInt(),
                                new Text(
                                        choice.path(field).path("content").asString(""),
                                        choice.path(field).path("reasoning_content").asString("")),
                                Text::followedBy));
        return texts;
    }
}
