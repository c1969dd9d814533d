package dev.millrace.rag.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private static String of(String body) {
        return Question.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String asked(String... messages) {
        return of("{'model':'m','messages':[" + String.join(",", messages) + "],'n':{'a':[1]}}");
    }

    private static String user(String text) {
        return "{'role':'user','content':'" + text + "'}";
    }

    @Test
    void itIsWhatThePersonSaidLast() {
        assertThat(
                        asked(
                                "{'role':'system','content':'be kind'}",
                                user("How are you today, my friend?"),
                                "{'role':'assistant','content':'Fine.'}",
                                user("Why is the sky blue in the morning?"),
                                "{'role':'assistant','content':'Because'}"))
                .isEqualTo("Why is the sky blue in the morning?");
        assertThat(asked("{'content':'the role may come second','role':'user'}"))
                .isEqualTo("the role may come second");
    }

    @Test
    void partsAreReadToo() {
        assertThat(
                        asked(
                                "{'role':'user','content':[{'type':'text','text':'Why is the sky'},"
                                        + "{'type':'image_url','image_url':{'url':'data:x','text':{'a':1}}},"
                                        + "{'text':'so very blue?','type':'text'}]}"))
                .isEqualTo("Why is the sky\nso very blue?");
    }

    @Test
    void whatSaysLittleTakesTheTurnBeforeAlong() {
        assertThat(asked(user("Why is the sky blue in summer?"), user("And in winter?")))
                .isEqualTo("Why is the sky blue in summer?\nAnd in winter?");
        assertThat(asked(user("深圳夏天的气候怎么样呢？"), user("冬天呢？"))).isEqualTo("深圳夏天的气候怎么样呢？\n冬天呢？");
        assertThat(asked(user("Hello"), user("深圳夏天的气候怎么样呢？"))).isEqualTo("深圳夏天的气候怎么样呢？");
        assertThat(asked(user("And in winter?"))).isEqualTo("And in winter?");
    }

    @Test
    void ofALongTextTheEndsAreTaken() {
        String text = asked(user("begin " + "🙂".repeat(3_001) + " x".repeat(9_000) + " end"));
        assertThat(text).startsWith("begin ").endsWith(" end");
        assertThat(text.length()).isBetween(Question.LONGEST - 2, Question.LONGEST + 1);
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .as("no half of a pair")
                .isEqualTo(text);
    }

    @Test
    void withoutTextItIsBlank() {
        assertThat(asked("{'role':'user','content':[{'type':'image_url','image_url':{}}]}"))
                .isBlank();
        assertThat(asked("{'role':'user','content':null}", "7")).isBlank();
        assertThat(of("{'messages':7}")).isBlank();
    }

    @Test
    void whatIsNoObjectHasNoQuestion() {
        for (String body : new String[] {"[]", "{'messages':[", "", "{'messages':[{'role':"}) {
            assertThatThrownBy(() -> of(body)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
