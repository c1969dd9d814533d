package dev.millrace.gateway.replies;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StreamAssemblyPropertyTest {

    private static final int TRIES = 400;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** An attempt's chunks, and the text they make. */
    private record Attempt(String id, String text, List<ReplyChunk> chunks) {}

    /** What `replies` might hold: attempts cut short, repeated and mixed, then the finish. */
    private record Story(
            List<Attempt> attempts,
            Attempt winner,
            List<ReplyChunk> chunks,
            RequestFinished finish) {}

    @Test
    void aClientNeverSeesTwoAttemptsAndAFinishedStreamIsTheFinishedText() {
        for (int i = 0; i < TRIES; i++) {
            long seed = new Random().nextLong();
            Story story = story(new Random(seed));
            List<StreamEvent> events = play(story);
            String shown = "";
            for (int n = 0; n < events.size(); n++) {
                assertThat(events.get(n).sequence()).as("seed %d", seed).isEqualTo(n);
                if (events.get(n) instanceof StreamEvent.Chunk chunk) {
                    shown += text(chunk);
                    String now = shown;
                    assertThat(story.attempts())
                            .as("seed %d: shown text belongs to one attempt", seed)
                            .anyMatch(attempt -> attempt.text().startsWith(now));
                }
            }
            String whole = story.winner().text();
            if (events.getLast() instanceof StreamEvent.Finished) {
                assertThat(shown).as("seed %d", seed).isEqualTo(whole);
            } else {
                assertThat(events.getLast())
                        .as("seed %d", seed)
                        .isInstanceOf(StreamEvent.Failed.class);
                assertThat(story.attempts().size()).as("seed %d", seed).isGreaterThan(1);
            }
        }
    }

    @Test
    void theSameRecordsGiveTheSameEvents() {
        for (int i = 0; i < TRIES; i++) {
            long seed = new Random().nextLong();
            Story story = story(new Random(seed));
            assertThat(play(story)).as("seed %d", seed).isEqualTo(play(story));
        }
    }

    @Test
    void duplicatesChangeNothing() {
        for (int i = 0; i < TRIES; i++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            Story story = story(random);
            List<ReplyChunk> doubled = new ArrayList<>();
            for (ReplyChunk chunk : story.chunks()) {
                doubled.add(chunk);
                if (random.nextBoolean()) {
                    doubled.add(
                            story.chunks().get(random.nextInt(story.chunks().indexOf(chunk) + 1)));
                }
            }
            Story repeated = new Story(story.attempts(), story.winner(), doubled, story.finish());
            assertThat(texts(play(repeated))).as("seed %d", seed).isEqualTo(texts(play(story)));
        }
    }

    private static Story story(Random random) {
        List<Attempt> all = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        String first = randomText(random);
        for (int a = 0; a < count; a++) {
            String text = a == 0 || random.nextInt(3) == 0 ? first : randomText(random);
            all.add(attempt("attempt-" + a, text, random));
        }
        int won = random.nextInt(count);
        Attempt winner = all.get(won);
        List<List<ReplyChunk>> queues = new ArrayList<>();
        for (int a = 0; a < count; a++) {
            Attempt attempt = all.get(a);
            int kept =
                    a == won
                            ? attempt.chunks().size()
                            : random.nextInt(attempt.chunks().size() + 1);
            queues.add(new ArrayList<>(attempt.chunks().subList(0, kept)));
        }
        List<ReplyChunk> mixed = new ArrayList<>();
        boolean oneAfterAnother = random.nextBoolean();
        while (queues.stream().anyMatch(q -> !q.isEmpty())) {
            List<List<ReplyChunk>> open = queues.stream().filter(q -> !q.isEmpty()).toList();
            mixed.add(open.get(oneAfterAnother ? 0 : random.nextInt(open.size())).removeFirst());
        }
        return new Story(
                all,
                winner,
                mixed,
                Records.finished(winner.id(), winner.chunks().size(), message(winner.text())));
    }

    /** Cuts a text into deltas anew each time: two attempts rarely agree on that. */
    private static Attempt attempt(String id, String text, Random random) {
        List<ReplyChunk> chunks = new ArrayList<>();
        chunks.add(
                Records.raw(
                        id,
                        0,
                        "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]"));
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(3));
            chunks.add(Records.chunk(id, chunks.size(), "content", text.substring(from, to)));
            from = to;
        }
        chunks.add(
                Records.raw(
                        id,
                        chunks.size(),
                        "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]"));
        return new Attempt(id, text, chunks);
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(150);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(random.nextBoolean() ? 1 : 3)));
        }
        return text.toString();
    }

    private static String message(String text) {
        return "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + JSON.writeValueAsString(text)
                + "},\"finish_reason\":\"stop\"}]";
    }

    private static List<StreamEvent> play(Story story) {
        StreamAssembly assembly = new StreamAssembly();
        List<StreamEvent> events = new ArrayList<>();
        long offset = 0;
        for (ReplyChunk chunk : story.chunks()) {
            events.addAll(assembly.onChunk(chunk, offset++));
        }
        byte[] output = message(story.winner().text()).getBytes(UTF_8);
        events.addAll(assembly.onFinish(story.finish(), output, offset));
        assertThat(assembly.ended()).isTrue();
        return events;
    }

    private static List<String> texts(List<StreamEvent> events) {
        return events.stream()
                .map(
                        event ->
                                switch (event) {
                                    case StreamEvent.Chunk chunk -> text(chunk);
                                    case StreamEvent.Finished _ -> "<finished>";
                                    case StreamEvent.Failed failed -> failed.code().code();
                                })
                .toList();
    }

    private static String text(StreamEvent.Chunk chunk) {
        StringBuilder text = new StringBuilder();
        for (JsonNode choice :
                JSON.readTree(UTF_8.decode(chunk.choices().duplicate()).toString())) {
            text.append(choice.path("delta").path("content").asString(""));
        }
        return text.toString();
    }
}
