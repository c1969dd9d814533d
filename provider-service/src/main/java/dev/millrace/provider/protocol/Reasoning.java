package dev.millrace.provider.protocol;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much a model is asked to think, the same for every vendor: {@code reasoning} with {@code
 * effort}, {@code budget_tokens} and {@code include}, or OpenAI's {@code reasoning_effort}. Of two
 * efforts the one in {@code reasoning} counts.
 *
 * @param effort none, minimal, low, medium, high, xhigh, max, another word, or empty
 * @param member what the caller's effort is called
 * @param budget tokens to think with at most; {@link #NO_BUDGET} when not said
 * @param include whether the text of the thoughts is wanted; null when not said, which means yes
 * @param unknown members of {@code reasoning} that mean nothing here
 */
public record Reasoning(
        String effort,
        String member,
        int budget,
        @Nullable Boolean include,
        SortedSet<String> unknown) {

    public static final int NO_BUDGET = -1;

    /** What budgets that become efforts are called. */
    public static final String BUDGET = "reasoning.budget_tokens";

    public static final String INCLUDE = "reasoning.include";
    public static final String NONE = "none";

    /** Tokens for each effort, for models that take a number and have no table of their own. */
    public static final Map<String, Integer> TOKENS =
            Map.of(
                    "minimal", 128,
                    "low", 1_024,
                    "medium", 2_048,
                    "high", 4_096,
                    "xhigh", 8_192,
                    "max", 16_384);

    private static final String OBJECT = "reasoning";
    private static final String EFFORT = "reasoning_effort";
    private static final List<String> LEVELS =
            List.of("minimal", "low", "medium", "high", "xhigh", "max");

    /** What a request asks; nothing where it does not. */
    public static Reasoning of(RequestBody body) {
        ObjectNode members = Json.MAPPER.createObjectNode();
        for (String name : List.of(OBJECT, EFFORT)) {
            body.value(name).ifPresent(json -> members.set(name, Json.MAPPER.readTree(json)));
        }
        return of(members);
    }

    /** The same of a request that has been parsed. */
    public static Reasoning of(JsonNode body) {
        JsonNode asked = body.path(OBJECT);
        SortedSet<String> unknown = new TreeSet<>();
        for (String name : asked.propertyNames()) {
            if (!List.of("effort", "budget_tokens", "include").contains(name)) {
                unknown.add(OBJECT + "." + name);
            }
        }
        String effort = Json.text(asked, "effort");
        JsonNode budget = asked.path("budget_tokens");
        JsonNode include = asked.path("include");
        return new Reasoning(
                effort.isEmpty() ? Json.text(body, EFFORT) : effort,
                effort.isEmpty() ? EFFORT : OBJECT + ".effort",
                budget.canConvertToInt() && budget.intValue() >= 0 ? budget.intValue() : NO_BUDGET,
                include.isBoolean() ? include.booleanValue() : null,
                unknown);
    }

    /** Something is said about how much to think, be it that it is nothing. */
    public boolean asked() {
        return !effort.isEmpty() || budget != NO_BUDGET;
    }

    /** Nothing is to be thought. */
    public boolean off() {
        return effort.equals(NONE) || (effort.isEmpty() && budget == 0);
    }

    /** Something is to be thought, and how much is said in words that are known here. */
    public boolean on() {
        return !off() && (budget > 0 || LEVELS.contains(effort));
    }

    /** The effort is a word that nobody here knows. */
    public boolean strange() {
        return !effort.isEmpty() && !effort.equals(NONE) && !LEVELS.contains(effort);
    }

    public boolean hasBudget() {
        return budget > 0;
    }

    /** False when the text of the thoughts is to be left out. */
    public boolean included() {
        return include == null || include;
    }

    /** What the wish itself is called: the effort where there is one, else the budget. */
    public String name() {
        return effort.isEmpty() ? BUDGET : member;
    }

    /** Tokens to think with: the budget, else what {@code table} has for the effort. */
    public int tokens(Map<String, Integer> table) {
        return budget > 0 ? budget : table.getOrDefault(effort, 0);
    }

    /**
     * The level of a vendor that is nearest: the one asked for, else the next above it, else the
     * highest. A budget counts as the highest effort that it covers.
     *
     * @param vendors its levels, lowest first
     */
    public String level(List<String> vendors) {
        int wanted = LEVELS.indexOf(LEVELS.contains(effort) ? effort : covered());
        for (String level : vendors) {
            if (LEVELS.indexOf(level) >= wanted) {
                return level;
            }
        }
        return vendors.getLast();
    }

    private String covered() {
        String covered = LEVELS.getFirst();
        for (String level : LEVELS) {
            covered = TOKENS.getOrDefault(level, 0) <= budget ? level : covered;
        }
        return covered;
    }
}
