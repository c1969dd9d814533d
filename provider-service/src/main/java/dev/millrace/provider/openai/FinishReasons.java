package dev.millrace.provider.openai;

/** Why a choice ended, in OpenAI's words; what is unknown passes as it came. */
final class FinishReasons {

    private FinishReasons() {}

    static String usual(String reason) {
        return switch (reason) {
            case "eos", "" -> "stop";
            case "max_tokens" -> "length";
            default -> reason;
        };
    }

    /** Some servers report here that their own machinery failed: such an answer is a torso. */
    static boolean isBreakdown(String reason) {
        return reason.equals("error");
    }
}
