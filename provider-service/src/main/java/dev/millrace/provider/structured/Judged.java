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
 * @param cutOff the limit of tokens ended it
 * @param mended its text is not what the model wrote
 */
record Judged(
        Reply reply,
        ObjectNode choice,
        JsonText.Part rest,
        List<Complaint> complaints,
        boolean fails,
        boolean cutOff,
        boolean mended) {

    private static final int MOST_NOTES = 8;

    static final Complaint CUT_OFF =
            new Complaint("/", "length", "It was cut off by the limit of tokens.");

    /**
     * Judges the end of a choice.
     *
     * @param json has read it, but not its end
     */
    static Judged of(Reply reply, JsonText json, CheckedSchema schema, boolean strict) {
        if (!reply.owed()) {
            String shown = json.shown();
            String content = shown.isEmpty() ? reply.raw() : shown;
            JsonText.Part rest = new JsonText.Part(shown.isEmpty() ? content : "", "");
            return new Judged(reply, reply.with(content, ""), rest, List.of(), false, false, false);
        }
        JsonText.Part rest = json.finish();
        JsonNode value = json.value();
        boolean cutOff = reply.cutOff() && (value == null || json.leftOpen());
        List<Complaint> complaints =
                cutOff
                        ? List.of(CUT_OFF)
                        : value == null ? List.of(Complaint.NO_JSON) : schema.check(value);
        boolean fails = value == null || (strict && !complaints.isEmpty());
        ObjectNode choice = reply.with(fails ? reply.raw() : json.shown(), json.thoughts());
        return new Judged(reply, choice, rest, complaints, fails, cutOff, json.changed());
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
        for (Complaint complaint : complaints.subList(0, Math.min(complaints.size(), MOST_NOTES))) {
            notes.add(
                    cutOff
                            ? "structured: cut off" + where
                            : "structured: invalid at " + complaint.note() + where);
        }
        return notes;
    }

    /** Without what is not shown any more. */
    Judged withoutRest() {
        return new Judged(
                reply, choice, new JsonText.Part("", ""), complaints, fails, cutOff, mended);
    }

    String reason() {
        return Json.text(choice, "finish_reason");
    }
}
