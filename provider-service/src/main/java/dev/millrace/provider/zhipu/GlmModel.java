package dev.millrace.provider.zhipu;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a GLM model takes, by its name.
 *
 * @param levels efforts it knows, lowest first; empty when it only knows to think or not
 * @param silences it can be told not to think
 */
record GlmModel(List<String> levels, boolean silences) {

    private static final Pattern NAME = Pattern.compile("glm-(\\d+)(?:\\.(\\d+))?.*");
    private static final int WITH_EFFORT = 52;
    private static final int ALWAYS = 53;

    static GlmModel of(String model) {
        Matcher name = NAME.matcher(model.substring(model.lastIndexOf('/') + 1));
        if (!name.matches()) {
            return new GlmModel(List.of(), true);
        }
        String minor = name.group(2);
        int version =
                Integer.parseInt(requireNonNull(name.group(1))) * 10
                        + (minor == null ? 0 : Integer.parseInt(minor));
        if (version < WITH_EFFORT) {
            return new GlmModel(List.of(), true);
        }
        return version < ALWAYS
                ? new GlmModel(List.of("low", "medium", "high", "max"), true)
                : new GlmModel(List.of("low", "high", "max"), false);
    }
}
