package dev.millrace.gateway.openai;

import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.gateway.json.JsonText;

/**
 * The `millrace` object of an answer: what OpenAI's shape has no place for. There is one for who
 * asks with `x-millrace-explain`, and for every answer to a request with `retrieval`.
 */
public final class Extension {

    private Extension() {}

    /** The same, wanted or not by the request's own head. */
    static void write(JsonText json, RequestFinished finish) {
        write(json, finish, finish.getHead().map(RequestHead::getExplain).orElse(false));
    }

    /**
     * Appends the member, with a comma before it, or nothing when there is nothing to say.
     *
     * @param explain whether the plan is wanted
     */
    public static void write(JsonText json, RequestFinished finish, boolean explain) {
        if (!isDue(finish, explain)) {
            return;
        }
        json.ascii(",\"millrace\":{");
        if (explain) {
            Explanation.members(json, finish);
        }
        finish.getGrounded()
                .ifPresent(
                        grounded -> {
                            json.ascii(explain ? ",\"grounding\":" : "\"grounding\":");
                            GroundingJson.write(json, grounded);
                        });
        json.ascii("}");
    }

    static boolean isDue(RequestFinished finish, boolean explain) {
        return explain || finish.getGrounded().isPresent();
    }
}
