package dev.millrace.proof.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.proof.knowledge.Codeword;
import dev.millrace.proof.knowledge.Codeword.Kind;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LibraryTest {

    @Test
    void eachDocumentHasItsWordOnceAndNoOther() {
        Library library = new Library(5);
        for (int i = 0; i < 40; i++) {
            String text = library.document(i).text();
            assertThat(text.split(Library.word(i), -1)).hasSize(2);
            assertThat(Codeword.in(text, Kind.NAME)).contains(i);
        }
    }

    @Test
    void theSameSeedWritesTheSame() {
        assertThat(new Library(5).document(7)).isEqualTo(new Library(5).document(7));
        assertThat(new Library(6).document(7)).isNotEqualTo(new Library(5).document(7));
    }

    @Test
    void aSmallDoseHasOneThatMustFail() {
        assertThat(IntStream.range(0, 40).filter(Library::isRuined)).hasSize(1);
    }
}
