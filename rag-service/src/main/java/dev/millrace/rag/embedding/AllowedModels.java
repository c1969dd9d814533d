package dev.millrace.rag.embedding;

import java.util.List;

/**
 * The models a caller may use: names or patterns with `*`, each meant for the plain name of a model
 * or for {@code provider/model}. None at all means every model.
 */
public record AllowedModels(List<String> patterns) {

    public boolean allows(EmbeddingModel model) {
        return patterns.isEmpty()
                || patterns.stream()
                        .anyMatch(
                                pattern ->
                                        matches(pattern, model.model())
                                                || matches(pattern, fullName(model)));
    }

    /** {@code provider/model}. */
    public static String fullName(EmbeddingModel model) {
        return model.provider() + "/" + model.model();
    }

    /** In linear time: after a mismatch only the last star may take more. */
    static boolean matches(String pattern, String name) {
        int at = 0;
        int star = -1;
        int taken = 0;
        int i = 0;
        while (i < name.length()) {
            boolean more = at < pattern.length();
            if (more && pattern.charAt(at) == '*') {
                star = at++;
                taken = i;
            } else if (more && pattern.charAt(at) == name.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++taken;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(c -> c == '*');
    }
}
