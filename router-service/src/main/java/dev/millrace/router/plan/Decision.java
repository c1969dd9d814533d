package dev.millrace.router.plan;

import dev.millrace.events.Plan;
import dev.millrace.web.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
public sealed interface Decision {

    /** It goes on. */
    record Planned(Plan plan) implements Decision {}

    /**
     * It ends here.
     *
     * @param param the request field the refusal is about
     * @param detail one plain sentence; holds no content of the request but the model's name
     */
    record Refused(ErrorCode code, @Nullable String param, String detail) implements Decision {}
}
