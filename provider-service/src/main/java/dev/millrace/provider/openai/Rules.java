package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.protocol.Reasoning;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules that several dialects share, each of which applies them where its vendor has them. */
public final class Rules {

    private Rules() {}

    /** The endpoint knows the output limit by its old name alone. */
    public static void oldLimit(Draft draft) {
        draft.rename("max_completion_tokens", "max_tokens");
    }

    /** It has a JSON mode, but none with a schema. */
    public static void jsonWithoutSchema(Draft draft) {
        if (Json.text(draft.value("response_format"), "type").equals("json_schema")) {
            draft.set("response_format", Json.MAPPER.createObjectNode().put("type", "json_object"));
            draft.note("response_format");
        }
    }

    /** A tool must be called: any, or a certain one. */
    public static boolean isForced(Draft draft) {
        JsonNode choice = draft.value("tool_choice");
        return choice.isObject() || choice.asString("").equals("required");
    }

    /** The model is free to call a tool or not, whatever was asked. */
    public static void chooseFreely(Draft draft) {
        if (isForced(draft)) {
            draft.set("tool_choice", "auto");
            draft.note("tool_choice");
        }
    }

    /** Functions without {@code strict}. */
    public static void unstrictTools(Draft draft) {
        boolean found = false;
        JsonNode tools = draft.value("tools").deepCopy();
        for (JsonNode tool : tools) {
            if (tool.get("function") instanceof ObjectNode function) {
                JsonNode strict = function.remove("strict");
                if (strict != null) {
                    draft.set("tools", tools);
                    found |= strict.asBoolean(false);
                }
            }
        }
        if (found) {
            draft.note("tools.strict");
        }
    }

    /**
     * At most so many stop sequences of at most so many characters; the others are left out.
     *
     * @param longest in characters
     */
    public static void stops(Draft draft, int most, int longest) {
        JsonNode stop = draft.value("stop");
        if (stop.isMissingNode()) {
            return;
        }
        ArrayNode kept = Json.MAPPER.createArrayNode();
        int given = 0;
        for (JsonNode one : stop.isString() ? Json.MAPPER.createArrayNode().add(stop) : stop) {
            given++;
            String text = one.asString("");
            if (kept.size() < most && text.codePointCount(0, text.length()) <= longest) {
                kept.add(text);
            }
        }
        if (kept.size() == given) {
            return;
        }
        draft.note("stop");
        if (kept.isEmpty()) {
            draft.leaveOut("stop");
        } else {
            draft.set("stop", kept);
        }
    }

    /** A number that is out of the vendor's range becomes the nearest in it. */
    public static void within(Draft draft, String name, double least, double most) {
        JsonNode value = draft.value(name);
        if (!value.isNumber()) {
            return;
        }
        double nearest = Math.clamp(value.doubleValue(), least, most);
        if (nearest != value.doubleValue()) {
            draft.set(name, Json.MAPPER.getNodeFactory().numberNode(nearest));
            draft.note(name);
        }
    }

    /**
     * A number that the model does not take, whatever it is.
     *
     * @param usual what happens anyway: nothing is lost where it says so
     */
    public static void withoutEffect(Draft draft, String name, double usual) {
        JsonNode value = draft.value(name);
        if (value.isNumber() && value.doubleValue() == usual) {
            draft.leaveOut(name);
        } else {
            draft.drop(name);
        }
    }

    /** The vendor has nothing to tell a model how much to think. */
    public static void noReasoning(Draft draft) {
        Reasoning asked = draft.reasoning();
        draft.leaveOut("reasoning_effort");
        if (asked.asked()) {
            draft.note(asked.name());
            budgetless(draft);
        }
    }

    /** The vendor takes no number of tokens to think with. */
    public static void budgetless(Draft draft) {
        if (draft.reasoning().hasBudget()) {
            draft.note(Reasoning.BUDGET);
        }
    }

    public static ProviderException refusal(String param, String detail) {
        return new ProviderException(new ProviderFailure.InvalidRequest(param, detail));
    }
}
