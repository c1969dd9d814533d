package dev.millrace.provider.structured;

import dev.millrace.provider.attempt.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One choice, held against what was asked.
 *
 * @param reply as it came
 * @param choice as the client gets it
 * @param rest what a stream has still to show of it
 * @param complaints what is wrong; empty when nothing is
 * @param fails it is no answer
 * @param unchecked it ended before its JSON did, and is passed on as it is
 * @param mended its text is not what the model wrote
 */
record Judged(
        Reply reply,
        ObjectNode choice,
        JsonText.Part rest,
        List<Complaint> complaints,
        boolean fails,
        boolean unchecked,
        boolean mended) {

    private static final int MOST_NOTES = 8;

    /**
     * Judges the end of a choice.
     *
     * @param json has read it, but not its end
     */
    static Judged of(Reply reply, JsonText json, CheckedSchema schema, boolean strict) {
        JsonText.Part rest = json.finish();
        JsonNode value = json.value();
        List<Complaint> complaints =
                value == null ? List.of(Complaint.NO_JSON) : schema.check(value);
        boolean whole = complaints.isEmpty() && !json.leftOpen();
        if (!reply.owed() || (reply.stopped() && !whole)) {
            return new Judged(
                    reply,
                    reply.with(json.asItIs(), json.thoughts()),
                    new JsonText.Part(json.unfinished(), rest.thinking()),
                    List.of(),
                    false,
                    reply.owed(),
                    false);
        }
        boolean fails = value == null || (strict && !complaints.isEmpty());
        ObjectNode choice = reply.with(fails ? reply.raw() : json.shown(), json.thoughts());
        return new Judged(reply, choice, rest, complaints, fails, false, json.changed());
    }

    /**
     * What was done with it.
     *
     * @param alone it is the only one
     */
    List<String> notes(boolean alone) {
        String where = alone ? "" : " in choice " + reply.index();
        List<String> notes = new ArrayList<>();
        if (mended && !fails) {
            notes.add("structured: repaired" + where);
        }
        if (unchecked) {
            notes.add("structured: not checked (" + reply.reason() + ")" + where);
        }
        for (Complaint complaint : complaints.subList(0, Math.min(complaints.size(), MOST_NOTES))) {
            notes.add("structured: invalid at " + complaint.note() + where);
        }
        return notes;
    }

    String reason() {
        return Json.text(choice, "finish_reason");
    }
}
