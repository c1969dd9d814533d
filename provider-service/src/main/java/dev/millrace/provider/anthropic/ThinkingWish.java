package dev.millrace.provider.anthropic;

import dev.millrace.provider.anthropic.ClaudeModel.Thinking;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.protocol.Reasoning;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much a model is to think, in the words of its generation: a number of tokens, an effort, or
 * both. What another generation would take is refused by the API.
 */
final class ThinkingWish {

    /** Tokens to think with, for models that take a number. */
    private static final Map<String, Integer> BUDGETS =
            Map.of(
                    "minimal", 1_024,
                    "low", 1_024,
                    "medium", 2_048,
                    "high", 4_096,
                    "xhigh", 8_192,
                    "max", 16_384);

    private static final int LEAST_BUDGET = 1_024;
    private static final String THINKING = "thinking";
    private static final String CONFIG = "output_config";

    private final ObjectNode in;
    private final ObjectNode out;
    private final ClaudeModel model;
    private final Set<String> dropped;
    private final Reasoning asked;

    /**
     * @param out has its limit and its messages already
     */
    ThinkingWish(ObjectNode in, ObjectNode out, ClaudeModel model, Set<String> dropped) {
        this.in = in;
        this.out = out;
        this.model = model;
        this.dropped = dropped;
        this.asked = Reasoning.of(in);
    }

    /** True when the model will think. */
    boolean apply() {
        dropped.addAll(asked.unknown());
        if (in.get(CONFIG) instanceof ObjectNode config) {
            out.set(CONFIG, config.deepCopy());
        }
        if (in.get(THINKING) instanceof ObjectNode own) {
            return own(own.deepCopy());
        }
        if (asked.off()) {
            return silent(asked.name());
        }
        if (asked.on()) {
            return wanted(asked, asked.name(), Reasoning.BUDGET);
        }
        if (asked.strange()) {
            dropped.add(asked.name());
        }
        return unsaid();
    }

    /** Some think unasked; that they may be forced upon a tool they have to be told not to. */
    private boolean unsaid() {
        if (!model.thinksUnasked()) {
            return false;
        }
        if (model.thinking() == Thinking.ADAPTIVE && Tools.isForced(in)) {
            return silent(THINKING);
        }
        if (asked.include() != null) {
            adaptive();
        }
        return true;
    }

    /** Models that think by themselves have to be told not to. */
    private boolean silent(String name) {
        switch (model.thinking()) {
            case ADAPTIVE -> {
                out.putObject(THINKING).put("type", "disabled");
                if (List.of("xhigh", "max").contains(Json.text(out.path(CONFIG), "effort"))) {
                    // Silence and the highest efforts exclude each other.
                    out.withObject(CONFIG).put("effort", "high");
                    dropped.add("output_config.effort");
                }
            }
            case ALWAYS -> {
                dropped.add(name);
                return true;
            }
            case NONE, BUDGET -> {
                // They do not unless told to.
            }
        }
        return false;
    }

    private boolean wanted(Reasoning wish, String name, String budgetName) {
        if (model.thinking() == Thinking.NONE) {
            dropped.add(name);
            if (wish.hasBudget()) {
                dropped.add(budgetName);
            }
            return false;
        }
        if (model.thinking() == Thinking.BUDGET || (wish.hasBudget() && model.budgets())) {
            return budget(wish, wish.hasBudget() ? budgetName : name);
        }
        adaptive();
        out.withObject(CONFIG).put("effort", wish.level(model.efforts()));
        if (wish.hasBudget()) {
            dropped.add(budgetName);
        }
        return true;
    }

    /** Newer models leave the text out unless it is asked for. */
    private void adaptive() {
        out.putObject(THINKING).put("type", "adaptive").put("display", display());
    }

    private String display() {
        return asked.included() ? "summarized" : "omitted";
    }

    /** The budget is part of the limit, and has to leave something of it. */
    private boolean budget(Reasoning wish, String name) {
        int budget = wish.tokens(BUDGETS);
        int limit = out.path("max_tokens").asInt();
        boolean limited = in.has("max_completion_tokens") || in.has("max_tokens");
        int fitting = limited ? Math.min(budget, limit - 1) : budget;
        // Less than the least would be more than was allowed: then rather not at all.
        if (fitting < LEAST_BUDGET || hasLostThoughts()) {
            dropped.add(name);
            return false;
        }
        if (!limited) {
            out.put("max_tokens", budget + model.maxTokens());
        }
        out.putObject(THINKING).put("type", "enabled").put("budget_tokens", fitting);
        return true;
    }

    /**
     * The calls whose results are being sent have lost the thoughts that led to them, which a model
     * that is told to think demands.
     */
    private boolean hasLostThoughts() {
        JsonNode messages = out.path("messages");
        for (int i = messages.size() - 1; i >= 0; i--) {
            JsonNode message = messages.path(i);
            JsonNode first = message.path("content").path(0);
            if (Json.text(message, "role").equals("assistant")) {
                return !Json.text(first, "type").endsWith("thinking")
                        && hasCall(message.path("content"));
            }
            if (!Json.text(first, "type").equals("tool_result")) {
                return false;
            }
        }
        return false;
    }

    private static boolean hasCall(JsonNode blocks) {
        for (JsonNode block : blocks) {
            if (Json.text(block, "type").equals("tool_use")) {
                return true;
            }
        }
        return false;
    }

    /** Said in the API's own words, perhaps in those of another generation. */
    private boolean own(ObjectNode own) {
        String type = Json.text(own, "type");
        boolean adaptive =
                model.thinking() == Thinking.ADAPTIVE || model.thinking() == Thinking.ALWAYS;
        if (type.equals("disabled")) {
            return silent(THINKING);
        }
        if (type.equals("enabled") && adaptive && !model.budgets()) {
            int tokens = own.path("budget_tokens").asInt(0);
            return wanted(wish("", Math.max(1, tokens)), THINKING, "thinking.budget_tokens");
        }
        if (type.equals("adaptive") && !adaptive) {
            String effort = Json.text(out.path(CONFIG), "effort");
            if (out.get(CONFIG) instanceof ObjectNode config) {
                config.remove("effort");
            }
            return wanted(
                    wish(effort.isEmpty() ? "high" : effort, Reasoning.NO_BUDGET),
                    THINKING,
                    THINKING);
        }
        if (type.equals("adaptive") && !own.has("display")) {
            own.put("display", display());
        }
        out.set(THINKING, own);
        return true;
    }

    private Reasoning wish(String effort, int budget) {
        return new Reasoning(effort, THINKING, budget, asked.include(), asked.unknown());
    }
}
