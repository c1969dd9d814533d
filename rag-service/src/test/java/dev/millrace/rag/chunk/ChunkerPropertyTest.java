package dev.millrace.rag.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChunkerPropertyTest {

    private static final int TRIES = 200;
    private static final String[] WORDS = {
        "water",
        "e.g.",
        "3.14",
        "\"quoted.\"",
        "水车",
        "转动。",
        "磨坊！",
        "「好。」",
        "🌊🌊",
        "\uD83C",
        "\uDF0A",
        "naïve",
        "Ünïcödé",
        "ไทย",
        "한국어",
        "x".repeat(40),
        "#",
        "##",
        "- ",
        "* ",
        "> ",
        "```",
        "~~~",
        "---",
        "===",
        "|a|b|",
        "1.",
        "\u0007",
        "e\u0301",
        "\u3000",
        "\u00A0",
        "(a)",
        "?!",
        "…",
    };
    private static final String[] SPACES = {
        " ",
        " ",
        " ",
        " ",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "",
        "          ",
        "\n    ",
        ". ",
        ".\n"
    };

    @Test
    void chunksHoldEverythingInOrderAndWithinBounds() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            String text = text(random);
            int tokens = 50 + random.nextInt(random.nextBoolean() ? 20 : 500);
            Chunking chunking = new Chunking(tokens, random.nextInt((tokens + 1) / 2));
            boolean markdown = random.nextInt(4) > 0;
            String told = "seed " + seed + ", try " + attempt;

            List<Chunk> chunks = new Chunker(chunking, 100_000).chunk(text, markdown);

            hold(text, chunking, chunks, told);
            assertThat(new Chunker(chunking, 100_000).chunk(text, markdown))
                    .as(told)
                    .isEqualTo(chunks);
        }
    }

    private static void hold(String text, Chunking chunking, List<Chunk> chunks, String told) {
        BitSet covered = new BitSet();
        int lastStart = -1;
        int lastEnd = -1;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            assertThat(chunk.ordinal()).as(told).isEqualTo(i);
            assertThat(chunk.start()).as(told).isGreaterThan(lastStart);
            assertThat(chunk.end()).as(told).isGreaterThan(Math.max(lastEnd, chunk.start()));
            assertThat(chunk.tokens()).as(told).isBetween(1, chunking.tokens());
            assertThat(Pieces.isBlank(text.charAt(chunk.start()))).as(told).isFalse();
            assertThat(Pieces.isBlank(text.charAt(chunk.end() - 1))).as(told).isFalse();
            assertThat(partsAPair(text, chunk.start())).as(told).isFalse();
            assertThat(partsAPair(text, chunk.end())).as(told).isFalse();
            covered.set(chunk.start(), chunk.end());
            lastStart = chunk.start();
            lastEnd = chunk.end();
        }
        for (int i = 0; i < text.length(); i++) {
            if (!Pieces.isBlank(text.charAt(i))) {
                assertThat(covered.get(i)).as("%s, character %s", told, i).isTrue();
            }
        }
    }

    private static boolean partsAPair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int words = random.nextInt(random.nextInt(10) == 0 ? 3_000 : 300);
        for (int i = 0; i < words; i++) {
            text.append(random.nextInt(3) == 0 ? WORDS[random.nextInt(WORDS.length)] : "mill");
            text.append(SPACES[random.nextInt(SPACES.length)]);
        }
        return text.toString();
    }

    /** Ten times the text is not much more than ten times the work: counted, not measured. */
    @Test
    void bombsAreCutInLinearTimeOrRefused() throws Exception {
        int size = 1_000_000;
        Map<String, String> bombs = new TreeMap<>();
        bombs.put("hashes", "#".repeat(size));
        bombs.put("brackets", "[".repeat(size));
        bombs.put("one word", "a".repeat(size));
        bombs.put("quotes", "> ".repeat(size / 2));
        bombs.put("nested quotes", quotes());
        bombs.put("spaces", "a" + " ".repeat(size) + "b");
        bombs.put("newlines", "\n".repeat(size) + "a");
        bombs.put("fences", "```\n".repeat(size / 4));
        bombs.put("underlines", "a\n-\n".repeat(size / 4));
        bombs.put("stops", ".".repeat(size));
        bombs.put("digits", "1".repeat(size));
        bombs.put("marks", "\u0301".repeat(size / 2));
        bombs.put("halves", "\uD83C".repeat(size / 2));
        bombs.put("dashes", "-".repeat(size));
        bombs.put("front matter", "---\n" + "a: b\n".repeat(size / 5));
        for (Map.Entry<String, String> bomb : bombs.entrySet()) {
            int most = 20_000;
            try {
                List<Chunk> chunks = new Chunker(Chunking.USUAL, most).chunk(bomb.getValue(), true);
                assertThat(chunks.size()).as(bomb.getKey()).isBetween(1, most);
            } catch (TooManyChunks refused) {
                assertThat(refused.most()).as(bomb.getKey()).isEqualTo(most);
            }
        }
    }

    private static String quotes() {
        StringBuilder text = new StringBuilder();
        for (int depth = 1; depth < 1_000; depth++) {
            text.append("> ".repeat(depth)).append('\n');
        }
        return text.toString();
    }
}
