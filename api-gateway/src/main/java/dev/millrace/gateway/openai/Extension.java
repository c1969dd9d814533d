package dev.millrace.gateway.openai;

import dev.millrace.events.Completion;
import dev.millrace.events.Grounded;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.gateway.json.JsonText;

/**
 * The `millrace` object of an answer: what OpenAI's shape has no place for. There is one for who
 * asks with `x-millrace-explain`, for every answer to a request with `retrieval`, and for every
 * answer from the cache.
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
        String comma = "";
        if (explain || isCached(finish)) {
            json.ascii("\"cached\":").ascii(Boolean.toString(isCached(finish)));
            comma = ",";
        }
        if (explain) {
            Explanation.members(json.ascii(comma), finish);
        }
        Grounded grounded = finish.getGrounded().orElse(null);
        if (grounded != null) {
            json.ascii(comma).ascii("\"grounding\":");
            GroundingJson.write(json, grounded);
        }
        json.ascii("}");
    }

    /** Nobody was called for it, and it cost nothing. */
    static boolean isCached(RequestFinished finish) {
        return finish.getCompletion().map(Completion::getCached).orElse(false);
    }

    static boolean isDue(RequestFinished finish, boolean explain) {
        return explain || finish.getGrounded().isPresent() || isCached(finish);
    }
}
