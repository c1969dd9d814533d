package dev.millrace.standalone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

    private static final String DOCS =
            """
            {"id": "1", "title": "Mills", "text": "The mill turns."}
            {"_id": "2", "text": "Grain is stored."}
            """;
    private static final String QUERIES = "{\"id\": \"q\", \"text\": \"What turns?\"}\n";

    @TempDir private Path folder = Path.of("");

    @Test
    void documentsHaveTheirTitleOnce() throws IOException {
        Corpus corpus = read(DOCS, QUERIES, "q\t1\t1\n");

        assertThat(corpus.documents())
                .extracting(Corpus.Item::whole)
                .containsExactly("Mills\n\nThe mill turns.", "Grain is stored.");
        assertThat(new Corpus.Item("3", "Mills", "Mills turn.").whole()).isEqualTo("Mills turn.");
    }

    @Test
    void judgementsComeInThreeOrFourColumnsWithOrWithoutTheirNames() throws IOException {
        Map<String, Judged> expected = Map.of("q", new Judged(Map.of("1", 2, "2", 0)));

        assertThat(read(DOCS, QUERIES, "q\t1\t2\nq\t2\t0\n").judged()).isEqualTo(expected);
        assertThat(read(DOCS, QUERIES, "q 0 1 2\nq 0 2 0\n").judged()).isEqualTo(expected);
        assertThat(read(DOCS, QUERIES, "query-id\tcorpus-id\tscore\nq\t1\t2\nq\t2\t0\n").judged())
                .isEqualTo(expected);
    }

    @Test
    void whatIsWrongIsSaidWithFileAndLine() {
        assertThatThrownBy(() -> read(DOCS + "{\"id\": 3}\n", QUERIES, "q 1 1\n"))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Line 3 of ")
                .hasMessageContaining("docs.jsonl");
        assertThatThrownBy(() -> read(DOCS + DOCS, QUERIES, "q 1 1\n"))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> read("[\n", QUERIES, "q 1 1\n")).hasMessageContaining("no JSON");
        assertThatThrownBy(() -> read(DOCS, QUERIES, "q 1 1\nq 2\n"))
                .hasMessageStartingWith("Line 2 of ")
                .hasMessageContaining("columns");
        assertThatThrownBy(() -> read(DOCS, QUERIES, "q 1 1\nq 2 much\n"))
                .hasMessageContaining("no number");
        assertThatThrownBy(() -> read("", QUERIES, "q 1 1\n"))
                .hasMessageContaining("Nothing is in");
    }

    private Corpus read(String docs, String queries, String qrels) throws IOException {
        return Corpus.read(
                Files.writeString(folder.resolve("docs.jsonl"), docs),
                Files.writeString(folder.resolve("queries.jsonl"), queries),
                Files.writeString(folder.resolve("qrels.tsv"), qrels));
    }
}
