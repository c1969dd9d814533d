package dev.millrace.provider.openai;

/** Why a choice ended, in OpenAI's words; what is unknown passes as it came. */
final class FinishReasons {

    private FinishReasons() {}

    static String usual(String reason) {
        return switch (reason) {
            case "normal", "eos", "" -> "stop";
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
