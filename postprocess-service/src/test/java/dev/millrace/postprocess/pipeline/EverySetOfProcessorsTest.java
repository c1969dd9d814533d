package dev.millrace.postprocess.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Owner;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.content.Content;
import dev.millrace.postprocess.pipeline.ProcessorContract.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Plain and streamed text of one completion are equal for every set of the registered processors in
 * every order, on the ways the service really takes: the whole answer as bytes, the stream chunk by
 * chunk through the processors that change text.
 */
class EverySetOfProcessorsTest {

    /** For each arrangement, as long as there are few. */
    private static final int TRIES = 400;

    private static final int MOST_TRIES = 4_000;

    private static final List<String> TELLING =
            List.of("<think>because</think>", "<thinking>why\n</thinking>\n\n", "<think>open", "");

    @Test
    void plainAndStreamedTextAreEqual() throws OpenStream.Broken {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Answers answers = new Answers(random, TELLING);
        List<List<Processor>> arrangements = KnownProcessors.arrangements();
        int tries = Math.max(1, Math.min(TRIES, MOST_TRIES / arrangements.size()));
        for (List<Processor> set : arrangements) {
            List<String> names = set.stream().map(Processor::name).toList();
            for (int attempt = 0; attempt < tries; attempt++) {
                String completion = answers.completion();
                assertThat(streamed(names, answers.chunks(completion)))
                        .as("seed %s, %s, try %s, %s", seed, names, attempt, completion)
                        .isEqualTo(plain(names, completion));
            }
        }
    }

    @Test
    void everySetInEveryOrderIsAmongThem() {
        int count = KnownProcessors.all().size();
        long expected = 0;
        long orders = 1;
        for (int size = 0; size <= count; size++) {
            expected += orders;
            orders *= count - size;
        }
        assertThat(count).isPositive();
        assertThat(KnownProcessors.arrangements()).doesNotHaveDuplicates().hasSize((int) expected);
        assertThat(KnownProcessors.all()).anyMatch(Processor::changesText);
    }

    private static Map<Integer, Text> plain(List<String> names, String completion) {
        Processors processors = new Processors(KnownProcessors.all());
        byte[] output = Choices.write(Answers.array(completion));
        Processed processed = processors.whole(output, names, null);
        byte[] shown = processed.choices() == null ? output : Choices.write(processed.choices());
        return ProcessorContract.texts(Answers.array(new String(shown, UTF_8)), "message");
    }

    private static Map<Integer, Text> streamed(List<String> names, List<String> chunks)
            throws OpenStream.Broken {
        Processors processors = new Processors(KnownProcessors.all());
        List<ReplyChunk> sent = new ArrayList<>();
        ReplyChunk first = chunk(0, chunks.getFirst());
        OpenStream stream = new OpenStream(first, Instant.EPOCH, 0, processors.stream(names));
        for (int i = 0; i < chunks.size(); i++) {
            stream.accept(chunk(i, chunks.get(i))).ifPresent(sent::add);
        }
        stream.finish().ifPresent(sent::add);
        Map<Integer, Text> texts = new TreeMap<>();
        for (ReplyChunk chunk : sent) {
            String choices = Content.openText(chunk.getChoices()).orElseThrow();
            ProcessorContract.texts(Answers.array(choices), "delta")
                    .forEach((choice, text) -> texts.merge(choice, text, Text::followedBy));
        }
        return texts;
    }

    private static ReplyChunk chunk(int sequence, String choices) {
        return new ReplyChunk(
                "request",
                new Owner("default", "default", "default"),
                "attempt",
                sequence,
                "model",
                Content.clear(Choices.write(Answers.array(choices))),
                null);
    }
}
