package dev.millrace.rag.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkerTest {

    private static final Chunker SMALL = new Chunker(new Chunking(50, 5), 1_000);

    @Test
    void aShortTextIsOneChunkWithoutTheSpaceAroundIt() throws Exception {
        String text = "\n\n  Water flows downhill. \n";
        List<Chunk> chunks = SMALL.chunk(text, false);

        assertThat(bodies(text, chunks)).containsExactly("Water flows downhill.");
        assertThat(chunks.getFirst().headings()).isEmpty();
    }

    @Test
    void eachSectionIsCutByItselfAndKnowsItsHeadings() throws Exception {
        String text =
                """
                # Mill
                A mill grinds.

                ## Wheel
                The wheel turns.

                Race
                ====
                Water runs.

                Deep
                ----
                It is cold.
                """;
        List<Chunk> chunks = SMALL.chunk(text, true);

        assertThat(chunks)
                .extracting(Chunk::headings)
                .containsExactly(
                        List.of("Mill"),
                        List.of("Mill", "Wheel"),
                        List.of("Race"),
                        List.of("Race", "Deep"));
        assertThat(bodies(text, chunks))
                .containsExactly(
                        "# Mill\nA mill grinds.",
                        "## Wheel\nThe wheel turns.",
                        "Race\n====\nWater runs.",
                        "Deep\n----\nIt is cold.");
    }

    @Test
    void headingsWithoutTextOfTheirOwnAreReadWithTheFirstBelowThem() throws Exception {
        String text =
                "# Book\n\n## Part\n\n### Page\nWords.\n\n### Next\nMore.\n\n## Empty\n\n# End\n";
        List<Chunk> chunks = SMALL.chunk(text, true);

        assertThat(bodies(text, chunks))
                .containsExactly(
                        "# Book\n\n## Part\n\n### Page\nWords.",
                        "### Next\nMore.",
                        "## Empty",
                        "# End");
        assertThat(chunks.getFirst().headings()).containsExactly("Book", "Part", "Page");
        assertThat(chunks.get(2).headings()).containsExactly("Book", "Empty");
    }

    @Test
    void whatOnlyLooksLikeAHeadingIsNone() throws Exception {
        for (String text :
                List.of(
                        "```sh\n# no heading\n```\nText.",
                        "~~~\n# no\n~~\n# no\n~~~\nText.",
                        "````\n```\n# no\n````\nText.",
                        "---\ntitle: x\n# comment\n---\nText.",
                        "    # code\nText.",
                        "#hashtag and text.",
                        "####### seven",
                        "- item\n---\nText.",
                        "> quoted\n---\nText.",
                        "Text.\n\n---\n\nMore text.",
                        "Text with `a # b`.")) {
            assertThat(SMALL.chunk(text, true))
                    .as(text)
                    .allSatisfy(chunk -> assertThat(chunk.headings()).isEmpty());
        }
    }

    @Test
    void headingsAreReadAsTheirWritersMeantThem() throws Exception {
        assertThat(first("# C# #\nx")).containsExactly("C#");
        assertThat(first("   ## Two  ##  \r\nx")).containsExactly("Two");
        assertThat(first("\t# tab is code\n\n# Real\nx")).isEmpty();
        assertThat(first("#\nx")).isEmpty();
        assertThat(first("Two lines\nof title\n===\nx")).containsExactly("Two lines of title");
        assertThat(first("# " + "long ".repeat(100) + "\nx").getFirst()).hasSizeLessThan(201);
    }

    @Test
    void chunksEndWhereSentencesDo() throws Exception {
        String text =
                "The miller wakes early. He opens the gate! Does the wheel turn? It does, e.g. on"
                        + " Sundays. Dr. J. Smith looks on... "
                        + "Nobody has ever seen it stand still for long. ".repeat(8);
        List<Chunk> chunks = SMALL.chunk(text, false);

        assertThat(chunks).hasSizeGreaterThan(2);
        assertThat(bodies(text, chunks)).allMatch(body -> body.endsWith("."));
    }

    @Test
    void chineseSentencesEndWithoutASpace() throws Exception {
        String text = "水车在河边转动。磨坊主很早就起床了！他打开水闸吗？是的，他每天都这样做。".repeat(6);
        List<Chunk> chunks = SMALL.chunk(text, false);

        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(bodies(text, chunks))
                .allMatch(body -> "。！？".indexOf(body.charAt(body.length() - 1)) >= 0);
    }

    @Test
    void aSentenceLongerThanAChunkIsCutBetweenWordsAndALongerWordAnywhere() throws Exception {
        String words = "mill race water wheel ".repeat(60);
        assertThat(bodies(words, SMALL.chunk(words, false)))
                .hasSizeGreaterThan(3)
                .allMatch(body -> body.matches("(mill|race|water|wheel)( .*)?"))
                .allMatch(body -> body.matches("(.* )?(mill|race|water|wheel)"));
        String word = "q".repeat(2_000);
        assertThat(SMALL.chunk(word, false)).hasSizeGreaterThan(3);
    }

    @Test
    void neighboursOverlapByWholeSentencesWhereTheyFit() throws Exception {
        String text = "One two three. ".repeat(60);
        List<Chunk> chunks = new Chunker(new Chunking(50, 20), 100).chunk(text, false);

        for (int i = 1; i < chunks.size(); i++) {
            assertThat(chunks.get(i).start()).isLessThan(chunks.get(i - 1).end());
            assertThat(text.substring(chunks.get(i).start())).startsWith("One");
        }
    }

    @Test
    void aPairOfSurrogatesIsNeverParted() throws Exception {
        String text = "🌊".repeat(1_500);
        for (Chunk chunk : SMALL.chunk(text, false)) {
            assertThat(chunk.start() % 2).isZero();
            assertThat(chunk.end() % 2).isZero();
        }
    }

    @Test
    void tooManyChunksAreRefused() {
        Chunker few = new Chunker(new Chunking(50, 5), 10);
        assertThatThrownBy(() -> few.chunk("word ".repeat(5_000), false))
                .isInstanceOfSatisfying(
                        TooManyChunks.class, e -> assertThat(e.most()).isEqualTo(10));
        assertThatThrownBy(() -> few.chunk("# a\n".repeat(1_000_000), true))
                .isInstanceOf(TooManyChunks.class);
    }

    @Test
    void thereAreWaysToCutThatMakeNoSense() {
        for (int[] wrong : new int[][] {{49, 5}, {2_001, 5}, {50, 25}, {50, -1}}) {
            assertThatThrownBy(() -> new Chunking(wrong[0], wrong[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new Chunking(50, 24).overlap()).isEqualTo(24);
    }

    @Test
    void textsWithHeadingsOrFencesAreLikelyMarkdown() {
        assertThat(Chunker.isLikelyMarkdown("Text\n\n## Heading\n")).isTrue();
        assertThat(Chunker.isLikelyMarkdown("Text\n```\ncode\n```")).isTrue();
        assertThat(Chunker.isLikelyMarkdown("Text with #tags and `code`.\n")).isFalse();
        assertThat(Chunker.isLikelyMarkdown("")).isFalse();
    }

    private static List<String> first(String text) throws TooManyChunks {
        return SMALL.chunk(text, true).getFirst().headings();
    }

    private static List<String> bodies(String text, List<Chunk> chunks) {
        return chunks.stream().map(c -> text.substring(c.start(), c.end())).toList();
    }
}
