package dev.millrace.proof.knowledge;

import tools.jackson.databind.JsonNode;

/**
 * What came back.
 *
 * @param body missing when it is no JSON
 */
public record Answer(int status, JsonNode body) {

    private static final int LONGEST = 300;

    /** The error's code, or empty. */
    public String code() {
        return body.path("error").path("code").asString("");
    }

    /** The error's param, or a dash. */
    public String param() {
        return body.path("error").path("param").asString("-");
    }

    /** A member of the body as text, or empty. */
    public String text(String member) {
        return body.path(member).asString("");
    }

    /** Whether the service says that somebody should come again. */
    public boolean isForLater() {
        return status >= 500;
    }

    /** For people who look for the reason. */
    @Override
    public String toString() {
        String shown = body.toString();
        return status
                + " "
                + (shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…");
    }
}
