package dev.millrace.rag.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnalysisTest {

    @Test
    void englishWordsLoseCaseEndingsAndPossessives() {
        assertThat(terms("The Provider's Keys are cached, and caching"))
                .containsExactly("provider", "key", "cache", "cache");
        assertThat(terms("don’t panic")).containsExactly("panic");
    }

    @Test
    void namesOfCodeAreFoundWholeAndByTheirWords() {
        assertThat(terms("maxRequestSize"))
                .containsExactly("maxrequestsize", "max", "request", "size");
        assertThat(terms("MILLRACE_FSYNC")).containsExactly("millrace_fsync", "millrace", "fsync");
        assertThat(terms("offsets.topic.num.partitions"))
                .containsExactly(
                        "offsets.topic.num.partitions", "offset", "topic", "num", "partition");
        assertThat(terms("HTTPServer")).containsExactly("httpserver", "http", "server");
        assertThat(terms("_private_")).containsExactly("private");
    }

    @Test
    void numbersStayWholeAndLoseTheirCommas() {
        assertThat(terms("10,000 of 3.14 at 127.0.0.1"))
                .containsExactly("10000", "3.14", "127.0.0.1");
    }

    @Test
    void whatLooksTheSameIsTheSame() {
        assertThat(terms("ＡＢＣ１２３ ﬁnd café")).containsExactly("abc123", "find", "cafe");
    }

    @Test
    void chineseBecomesPairsAndWhereIndexedSingleCharactersToo() {
        assertThat(terms("缓存大小")).containsExactlyInAnyOrder("缓", "存", "大", "小", "缓存", "存大", "大小");
        assertThat(Analysis.asked("缓存大小").stream().map(Token::term))
                .containsExactly("缓存", "存大", "大小");
        assertThat(Analysis.asked("缓").stream().map(Token::term)).containsExactly("缓");
    }

    @Test
    void wordsOfAskingAreNotAskedFor() {
        assertThat(Analysis.asked("How do I set what is cached?").stream().map(Token::term))
                .containsExactly("set", "cache");
        assertThat(Analysis.asked("请问如何配置缓存？").stream().map(Token::term))
                .containsExactly("配置", "置缓", "缓存");
        assertThat(Analysis.asked("目的").stream().map(Token::term)).containsExactly("目的");
    }

    @Test
    void offsetsPointIntoTheText() {
        String text = "见 maxRequestSize，Kafka's 缓存";
        for (Token token : Analysis.indexed(text)) {
            String there = text.substring(token.start(), token.end());
            assertThat(there.toLowerCase(java.util.Locale.ROOT)).startsWith(token.term());
        }
        Token request =
                Analysis.indexed(text).stream()
                        .filter(token -> token.term().equals("request"))
                        .findFirst()
                        .orElseThrow();
        assertThat(text.substring(request.start(), request.end())).isEqualTo("Request");
    }

    @Test
    void lengthsAreBounded() {
        assertThat(Analysis.indexed("x".repeat(100_000)))
                .allSatisfy(
                        token ->
                                assertThat(token.term())
                                        .hasSizeLessThanOrEqualTo(Analysis.LONGEST_TERM));
        assertThat(Analysis.indexed("word ".repeat(100_000))).hasSize(Analysis.MOST_TOKENS);
    }

    private static List<String> terms(String text) {
        return Analysis.indexed(text).stream().map(Token::term).toList();
    }
}
