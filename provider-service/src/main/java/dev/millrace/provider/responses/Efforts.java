package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Json;
import tools.jackson.databind.JsonNode;

/** How hard a caller wants a model to think. */
public final class Efforts {

    private Efforts() {}

    /**
     * The effort in {@code reasoning}, else {@code reasoning_effort}, else the effort whose budget
     * is the nearest below. Empty when the caller does not say.
     *
     * @param request a chat completion request, or these two members of it
     */
    public static String of(JsonNode request) {
        JsonNode reasoning = request.path("reasoning");
        String named = Json.text(reasoning, "effort");
        named = named.isEmpty() ? Json.text(request, "reasoning_effort") : named;
        int budget = reasoning.path("budget_tokens").asInt(0);
        return named.isEmpty() && budget > 0 ? ofBudget(budget) : named;
    }

    private static String ofBudget(int tokens) {
        return tokens < 2_048 ? "low" : tokens < 4_096 ? "medium" : "high";
    }
}
