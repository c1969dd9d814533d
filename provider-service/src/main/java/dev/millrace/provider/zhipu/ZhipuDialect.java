package dev.millrace.provider.zhipu;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.openai.Dialect;
import dev.millrace.provider.openai.Draft;
import dev.millrace.provider.openai.Refusal;
import dev.millrace.provider.openai.Rules;
import dev.millrace.provider.protocol.DataUrl;
import dev.millrace.provider.protocol.Reasoning;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** BigModel's chat completions, which refuse members that they do not know. */
final class ZhipuDialect implements Dialect {

    private static final int MOST_STOPS = 4;
    private static final int LARGEST_IMAGE = 5 << 20;
    private static final String THINKING = "thinking";

    @Override
    public EmbeddingLimits embeddingLimits() {
        return EmbeddingLimits.of(64);
    }

    @Override
    public String kind() {
        return "zhipu";
    }

    /** Usage comes in the last chunk anyway. */
    @Override
    public boolean streamUsage() {
        return false;
    }

    @Override
    public boolean listsModels() {
        return false;
    }

    /** It knows no schema, and its models choose their tools freely. */
    @Override
    public Set<AnswerFormat> formats(String model) {
        return EnumSet.of(AnswerFormat.JSON_OBJECT);
    }

    @Override
    public void ask(Draft draft) throws ProviderException {
        draft.withoutForeignThoughts();
        messages(draft);
        Rules.oldLimit(draft);
        draft.drop("frequency_penalty", "presence_penalty");
        Rules.within(draft, "temperature", 0, 1);
        Rules.within(draft, "top_p", 0.01, 1);
        Rules.stops(draft, MOST_STOPS, Integer.MAX_VALUE);
        Rules.jsonWithoutSchema(draft);
        tools(draft);
        thinking(draft);
    }

    private static void messages(Draft draft) throws ProviderException {
        draft.history().rename("developer", "system");
        if (draft.history().without("name")) {
            draft.note("messages.name");
        }
        if (!draft.history().hasRole("user")) {
            throw Rules.refusal("messages", "This provider wants a message of the user's.");
        }
        if (draft.history().hasPart("image_url", ZhipuDialect::isTooLarge)) {
            throw Rules.refusal("messages", "This provider takes images up to 5 MB.");
        }
    }

    private static boolean isTooLarge(JsonNode part) {
        return DataUrl.of(Json.text(part.path("image_url"), "url"))
                .map(data -> data.base64().length() / 4L * 3 > LARGEST_IMAGE)
                .orElse(false);
    }

    /** The model chooses freely; it is told to call none by not being told of any. */
    private static void tools(Draft draft) {
        if (draft.text("tool_choice").equals("none")) {
            draft.leaveOut("tools", "tool_choice");
        }
        Rules.chooseFreely(draft);
        Rules.unstrictTools(draft);
        if (draft.isStreamed() && !draft.value("tools").isEmpty() && !draft.has("tool_stream")) {
            draft.set("tool_stream", true);
        }
    }

    private static void thinking(Draft draft) {
        Reasoning asked = draft.reasoning();
        GlmModel model = GlmModel.of(draft.model());
        ObjectNode thinking =
                draft.value(THINKING) instanceof ObjectNode own
                        ? own.deepCopy()
                        : Json.MAPPER.createObjectNode();
        String effort = "";
        if (asked.off()) {
            thinking.put("type", model.silences() ? "disabled" : "enabled");
            if (!model.silences()) {
                effort = model.levels().getFirst();
                draft.note(asked.name());
            }
        } else if (asked.asked()) {
            thinking.put("type", "enabled");
            if (model.levels().isEmpty() || asked.strange()) {
                draft.note(asked.name());
            } else {
                effort = asked.level(model.levels());
            }
            Rules.budgetless(draft);
        }
        if (effort.isEmpty()) {
            draft.leaveOut("reasoning_effort");
        } else {
            draft.set("reasoning_effort", effort);
        }
        // Whoever sends thoughts back wants them to be gone on with.
        if (!thinking.has("clear_thinking")
                && !Json.text(thinking, "type").equals("disabled")
                && draft.mentions("\"reasoning_content\"")) {
            thinking.put("clear_thinking", false);
        }
        if (!thinking.isEmpty()) {
            if (!thinking.has("type")) {
                thinking.put("type", "enabled");
            }
            draft.set(THINKING, thinking);
        }
    }

    @Override
    public String finishReason(String said) {
        return switch (said) {
            case "sensitive" -> "content_filter";
            case "model_context_window_exceeded" -> "length";
            default -> Dialect.super.finishReason(said);
        };
    }

    /** Failures within a stream are told nowhere else. */
    @Override
    public boolean isBreakdown(String reason) {
        return reason.equals("network_error") || Dialect.super.isBreakdown(reason);
    }

    @Override
    public @Nullable ProviderFailure failure(Refusal refusal) {
        return switch (refusal.code()) {
            case "1000", "1001", "1002", "1003", "1004" -> refusal.authentication();
            case "1113", "1304", "1308", "1310" -> refusal.exhausted();
            case "1211" -> refusal.modelNotFound();
            case "1210", "1213", "1214", "1215" -> refusal.invalid();
            case "1261" -> refusal.contextTooLong();
            case "1301" -> refusal.filtered();
            case "1302", "1303" -> refusal.rateLimited();
            case "1305", "1312" -> refusal.overloaded();
            case "1200", "1230", "1234" -> refusal.broken();
            default -> null;
        };
    }
}
