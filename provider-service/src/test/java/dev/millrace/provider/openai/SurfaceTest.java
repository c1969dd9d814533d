package dev.millrace.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.RequestBody;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurfaceTest {

    private static final String TOOLS =
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

    private static Surface of(String model, String members) {
        return Surface.of(
                model, RequestBody.parse(("{" + members + "}").getBytes(StandardCharsets.UTF_8)));
    }

    /** {@code -} is a request without the member. */
    @ParameterizedTest
    @CsvSource({
        "gpt-5.4,              high,    RESPONSES",
        "gpt-5.4-mini,         low,     RESPONSES",
        "gpt-5.4,              none,    CHAT_COMPLETIONS",
        "gpt-5.4,              -,       CHAT_COMPLETIONS",
        "gpt-5.5,              -,       RESPONSES",
        "gpt-5.6,              -,       RESPONSES",
        "gpt-5.6-luna,         -,       RESPONSES",
        "gpt-5.6,              none,    CHAT_COMPLETIONS",
        "gpt-5.6-2026-07-01,   minimal, RESPONSES",
        "gpt-6,                -,       RESPONSES",
        "gpt-5.2,              high,    CHAT_COMPLETIONS",
        "gpt-5,                -,       CHAT_COMPLETIONS",
        "gpt-5-chat-latest,    -,       CHAT_COMPLETIONS",
        "o4-mini,              high,    CHAT_COMPLETIONS",
        "gpt-4.1,              high,    CHAT_COMPLETIONS",
        "gpt-4o-mini,          -,       CHAT_COMPLETIONS",
        "ft:gpt-4.1:acme::x,   -,       CHAT_COMPLETIONS",
    })
    void toolsWhileThinkingNeedResponsesFromGpt54On(String model, String effort, Surface surface) {
        String member = ",\"reasoning_effort\":\"" + effort + "\"";
        String object = ",\"reasoning\":{\"effort\":\"" + effort + "\"}";
        assertThat(of(model, TOOLS + (effort.equals("-") ? "" : member))).isEqualTo(surface);
        assertThat(of(model, TOOLS + (effort.equals("-") ? "" : object))).isEqualTo(surface);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5-pro, RESPONSES",
        "gpt-5.2-pro-2025-12-11, RESPONSES",
        "o3-pro, RESPONSES",
        "gpt-5.1-codex-max, RESPONSES",
        "codex-mini-latest, RESPONSES",
        "o4-mini-deep-research, RESPONSES",
        "gpt-5.6, CHAT_COMPLETIONS",
        "gpt-4.1, CHAT_COMPLETIONS",
        "gpt-5-prototype, CHAT_COMPLETIONS",
    })
    void someModelsAreNowhereElse(String model, Surface surface) {
        assertThat(of(model, "\"messages\":[]")).isEqualTo(surface);
        assertThat(of(model, "\"reasoning_effort\":\"high\",\"tools\":[]")).isEqualTo(surface);
    }

    @Test
    void aConversationThatResponsesHasMarkedGoesOnThere() {
        assertThat(of("gpt-5", "\"messages\":[{\"role\":\"assistant\",\"reasoning_items\":[]}]"))
                .isEqualTo(Surface.RESPONSES);
        assertThat(
                        of(
                                "gpt-5",
                                "\"messages\":[{\"role\":\"user\",\"content\":\"\\\"reasoning_items\\\"\"}]"))
                .isEqualTo(Surface.CHAT_COMPLETIONS);
    }
}
