package dev.millrace.provider.ollama;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.ollama.ShownModels.Shown;
import java.util.SortedSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a model thinks, and how hard. Most know only on and off; gpt-oss only three levels and no
 * off. A model that cannot think refuses to be asked.
 */
record OllamaThinking(ObjectNode in, String model, Shown shown) {

    void into(ObjectNode out, SortedSet<String> dropped) {
        JsonNode reasoning = in.path("reasoning");
        boolean byName = in.path("reasoning_effort").isString();
        String effort = byName ? Json.text(in, "reasoning_effort") : Json.text(reasoning, "effort");
        long budget = reasoning.path("budget_tokens").asLong(-1);
        if (budget > 0) {
            dropped.add("reasoning.budget_tokens");
        }
        if (effort.isEmpty() && budget >= 0) {
            effort = budget == 0 ? "none" : "medium";
        }
        if (effort.isEmpty() || out.has("think")) {
            return;
        }
        boolean levels = model.contains("gpt-oss");
        boolean off = effort.equals("none");
        if (off ? levels : shown.lacks("thinking")) {
            dropped.add(byName ? "reasoning_effort" : "reasoning");
        } else if (levels) {
            out.put("think", level(effort));
        } else {
            out.put("think", !off);
        }
    }

    private static String level(String effort) {
        return switch (effort) {
            case "minimal", "low" -> "low";
            case "medium" -> "medium";
            default -> "high";
        };
    }
}
