package dev.millrace.rag.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rag.text.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class HighlightsTest {

    @Test
    void wordsAreFoundInWhateverFormTheyAreThere() {
        assertThat(marked("How is a cache configured?", "Configuring caches: the cache's size"))
                .containsExactly("Configuring", "caches", "cache's");
    }

    @Test
    void pairsOfCharactersThatOverlapAreOne() {
        assertThat(marked("缓存大小", "请设置缓存大小和缓冲")).containsExactly("缓存大小");
    }

    @Test
    void aWordWithinANameOfCodeIsFound() {
        assertThat(marked("request size", "Set maxRequestSize.")).containsExactly("RequestSize");
        assertThat(marked("maxRequestSize", "Set maxRequestSize."))
                .containsExactly("maxRequestSize");
    }

    private static List<String> marked(String question, String text) {
        return Highlights.of(Question.of(question), text).stream()
                .map(one -> text.substring(one.start(), one.end()))
                .toList();
    }
}
