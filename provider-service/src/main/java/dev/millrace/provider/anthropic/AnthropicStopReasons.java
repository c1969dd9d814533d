package dev.millrace.provider.anthropic;

/** Why a message ended, in OpenAI's words. */
final class AnthropicStopReasons {

    private AnthropicStopReasons() {}

    static String usual(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence", "pause_turn", "" -> "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> reason;
        };
    }
}
