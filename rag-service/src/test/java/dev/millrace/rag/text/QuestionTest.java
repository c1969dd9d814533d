package dev.millrace.rag.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class QuestionTest {

    @Test
    void eachWordIsAUnitAndCountsOnceHoweverOftenItIsSaid() {
        Question question = Question.of("cache of the cache size");

        assertThat(question.terms()).containsEntry("cache", 2).containsEntry("size", 1);
        assertThat(question.units())
                .containsExactlyInAnyOrder(
                        new Question.Unit(Set.of("cache"), 1),
                        new Question.Unit(Set.of("size"), 1));
    }

    @Test
    void aNameIsCoveredByItselfAndByItsWords() {
        assertThat(Question.of("max_size").units())
                .containsExactlyInAnyOrder(
                        new Question.Unit(Set.of("max_size", "max"), 1),
                        new Question.Unit(Set.of("max_size", "size"), 1));
    }

    @Test
    void aCharacterIsCoveredByEitherPairItIsIn() {
        assertThat(Question.of("缓存大").units())
                .containsExactlyInAnyOrder(
                        new Question.Unit(Set.of("缓存"), 0.5),
                        new Question.Unit(Set.of("缓存", "存大"), 0.5),
                        new Question.Unit(Set.of("存大"), 0.5));
    }

    @Test
    void aQuestionOfNothingButFunctionWordsAsksForNothing() {
        assertThat(Question.of("Who is it, and what is this?").isEmpty()).isTrue();
    }

    @Test
    void aQuestionWithoutEndIsCut() {
        assertThat(Question.of("缓存大小配置说明".repeat(10_000)).units()).hasSizeLessThan(500);
    }
}
