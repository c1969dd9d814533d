package dev.millrace.provider.openai;

/** Why a choice ended, in OpenAI's words; what is unknown passes as it came. */
final class FinishReasons {

    private FinishReasons() {}

    /**
     * @param toolCalls the choice holds tool calls: some servers say {@code stop} all the same
     */
    static String normal(String reason, boolean toolCalls) {
        return switch (reason) {
            case "stop", "normal", "eos", "" -> toolCalls ? "tool_calls" : "stop";
            case "model_context_window_exceeded", "max_tokens" -> "length";
            case "sensitive" -> "content_filter";
            default -> reason;
        };
    }

    /** Some vendors report here that their own machinery failed: such an answer is a torso. */
    static boolean isBreakdown(String reason) {
        return switch (reason) {
            case "network_error", "insufficient_system_resource", "aborted", "error" -> true;
            default -> false;
        };
    }
}
