package dev.millrace.provider.compatible;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What an endpoint takes of what OpenAI's takes.
 *
 * @param all those it has
 */
public record Abilities(Set<Ability> all) {

    /** One that not every endpoint has. */
    public enum Ability {
        /** Messages in the role {@code developer}. */
        DEVELOPER_ROLE,
        /** {@code stream_options}; without it usage is estimated unless it comes unasked. */
        STREAM_OPTIONS,
        /** {@code max_completion_tokens}; else the old name is used. */
        MAX_COMPLETION_TOKENS,
        /** Answers by a JSON schema; else the JSON mode is asked for. */
        JSON_SCHEMA,
        /** A tool may be forced. */
        TOOL_CHOICE_REQUIRED,
        PARALLEL_TOOL_CALLS,
        /** Images. */
        VISION
    }

    public static final Abilities ALL = new Abilities(EnumSet.allOf(Ability.class));

    public Abilities {
        all = Set.copyOf(all);
    }

    /**
     * All but those of these names ({@code developer_role} and so on).
     *
     * @throws IllegalArgumentException for a name that is none
     */
    public static Abilities without(Collection<String> names) {
        Set<Ability> left = EnumSet.allOf(Ability.class);
        for (String name : names) {
            left.remove(Ability.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return new Abilities(left);
    }

    boolean has(Ability ability) {
        return all.contains(ability);
    }
}
