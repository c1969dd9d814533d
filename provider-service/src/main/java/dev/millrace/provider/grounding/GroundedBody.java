package dev.millrace.provider.grounding;

import dev.millrace.events.Grounding;
import dev.millrace.provider.attempt.Messages;
import dev.millrace.provider.attempt.RequestBody;

/** Puts what was found into a chat's {@code messages}, behind the leading instructions. */
public final class GroundedBody {

    private GroundedBody() {}

    /**
     * The body with its passages.
     *
     * @throws IllegalArgumentException when the body has no list of messages
     */
    public static RequestBody of(RequestBody body, Grounding grounding) {
        return Messages.instructed(body, GroundedPrompt.of(grounding));
    }
}
