package dev.millrace.router.classification;

import static dev.millrace.router.Samples.chat;
import static dev.millrace.router.Samples.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fix this:\n```\nx = 1\n```",
                "Why does my Python program crash?",
                "SELECT name FROM users, what does it return?",
                "请写一个排序函数"
            })
    void seesCode(String prompt) {
        assertThat(of(prompt).code()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12*7=?", "How many apples are left?", "计算 3 加 5", "3 - 1 是多少"})
    void seesArithmetic(String prompt) {
        assertThat(of(prompt).arithmetic()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Prove that it holds.",
                "Think about it step by step",
                "比较两种方案的优缺点",
                "请证明这个定理"
            })
    void seesReasoning(String prompt) {
        assertThat(of(prompt).reasoning()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello, good morning!",
                "On 2026-11-21 we met at 11/21 Main Street.",
                "今天天气真好",
                "My important classmate imports tea."
            })
    void seesNothingHardInPlainTalk(String prompt) {
        Features features = of(prompt);
        assertThat(features.code()).isFalse();
        assertThat(features.arithmetic()).isFalse();
        assertThat(features.reasoning()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Who wrote it and why?,FACT",
        "Why did she write it?,EXPLAIN",
        "Write a poem about how it rains.,CREATE",
        "Translate it to German.,TRANSFORM",
        "Good morning!,OTHER",
        "长城是什么,FACT",
        "天空为什么是蓝的,EXPLAIN",
        "撰写一封信,CREATE",
        "把这段话翻译成英文,TRANSFORM"
    })
    void seesWhatKindOfAnswerIsAskedFor(String prompt, Question question) {
        assertThat(of(prompt).question()).isEqualTo(question);
    }

    @Test
    void estimatesTokensByScript() {
        assertThat(of("word ".repeat(400)).inputTokens()).isEqualTo(500);
        Features chinese = of("天气很好".repeat(100));
        assertThat(chinese.inputTokens()).isEqualTo(300);
        assertThat(chinese.cjkPercent()).isEqualTo(100);
        assertThat(of("ab天气").cjkPercent()).isEqualTo(50);
    }

    @Test
    void readsNeedsConversationAndLimitsFromTheBody() {
        Features features =
                read(
                        """
                        {"max_tokens":77,
                         "tools":[{"type":"function","function":{"name":"f"}}],
                         "response_format":{"type":"json_schema","json_schema":{"name":"x"}},
                         "messages":[
                          {"role":"system","content":"Prove it."},
                          {"content":"first","role":"user"},
                          {"role":"assistant","content":null,"tool_calls":[{"id":"1"}]},
                          {"role":"user","content":[
                            {"type":"text","text":"12 + 7"},
                            {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}
                        """);

        assertThat(features.needs()).containsExactly("json_schema", "tools", "vision");
        assertThat(features.turns()).isEqualTo(2);
        assertThat(features.outputTokens()).isEqualTo(77);
        assertThat(features.arithmetic()).isTrue();
        assertThat(features.reasoning()).as("only what the person says last counts").isFalse();
    }

    @Test
    void imageDataIsNoText() {
        String image = "data:image/png;base64," + "A".repeat(400_000);
        Features features =
                read(
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                                + "\"image_url\":{\"url\":\""
                                + image
                                + "\"}}]}]}");

        assertThat(features.inputTokens()).isLessThan(10);
    }

    @Test
    void theEndOfALongPromptIsReadToo() {
        assertThat(of("bla ".repeat(20_000) + " Prove it.").reasoning()).isTrue();
        assertThat(of("Prove it. " + "bla ".repeat(20_000)).reasoning()).isTrue();
    }

    @Test
    void readsTheTextsToEmbed() {
        Features features =
                Features.of(
                        head("auto").setOperation(Operation.EMBEDDINGS).build(),
                        "{\"input\":[\"abcd\",\"efgh\"]}".getBytes(StandardCharsets.UTF_8));

        assertThat(features.inputTokens()).isEqualTo(2);
        assertThat(features.operation()).isEqualTo(Operation.EMBEDDINGS);
    }

    @Test
    void aStoredBodyIsJudgedBySizeUnlessItHoldsPictures() {
        assertThat(Features.ofSize(head("auto").build(), 4_000_000).inputTokens())
                .isEqualTo(1_000_000);
        Features picture =
                Features.ofSize(head("auto").setNeeds(List.of("vision")).build(), 4_000_000);
        assertThat(picture.inputTokens()).isZero();
        assertThat(picture.read()).isFalse();
    }

    @Test
    void whateverTheBytesReadingThemEndsAndIsTheSameTwice() {
        byte[] whole =
                chat("Prove `x` 天气 12 + 7")
                        .replace("\"auto\"", "\"auto\",\"tools\":[{\"a\":1}]")
                        .getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] broken = java.util.Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int i = 0; i < random.nextInt(4) && broken.length > 0; i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            assertThat(Features.of(head("auto").build(), broken))
                    .as("seed %d", seed)
                    .isEqualTo(Features.of(head("auto").build(), broken));
        }
    }

    private static Features of(String prompt) {
        return read(chat(prompt));
    }

    private static Features read(String body) {
        return Features.of(head("auto").build(), body.getBytes(StandardCharsets.UTF_8));
    }
}
