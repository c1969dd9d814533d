package dev.millrace.proof.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.proof.grounding.Question.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuestionTest {

    @Test
    void eightAreAnsweredBySectionsThatAreThereAndTwoAreNot() throws IOException {
        List<Question> questions = Question.shipped();
        List<Place> places =
                questions.stream().flatMap(q -> Stream.ofNullable(q.answer())).toList();

        assertThat(questions).extracting(Question::text).doesNotHaveDuplicates().hasSize(10);
        assertThat(places).hasSize(8);
        for (Place place : places) {
            assertThat(Files.readAllLines(Path.of("../..").resolve(place.document())))
                    .as(place.toString())
                    .anyMatch(line -> line.matches("#{1,6} \\Q" + place.heading() + "\\E"));
        }
    }

    @Test
    void aCitationIsHeldAgainstItsDocumentAndItsLastHeading() {
        Place place = new Place("docs/usage.md", "Old facts");
        assertThat(place.is("docs/usage.md", "Usage and cost > Old facts")).isTrue();
        assertThat(place.is("docs/usage.md", "Old facts")).isTrue();
        assertThat(place.is("docs/usage.md", "Old facts > More")).isFalse();
        assertThat(place.is("README.md", "Usage and cost > Old facts")).isFalse();
    }
}
