package dev.millrace.web.token;

import java.util.List;

/**
 * The models a caller may use: names or patterns with `*`, each meant for the plain name of a model
 * or for {@code provider/model}. None at all means every model. The router chooses by it, and it is
 * asked again where the money is spent.
 */
public record AllowedModels(List<String> patterns) {

    public boolean allows(String provider, String model) {
        if (patterns.isEmpty()) {
            return true;
        }
        String full = provider + "/" + model;
        for (String pattern : patterns) {
            if (matches(pattern, model) || matches(pattern, full)) {
                return true;
            }
        }
        return false;
    }

    /** The same for a name of the operator's choosing, which is no provider's: a model group's. */
    public boolean allowsName(String name) {
        return patterns.isEmpty() || patterns.stream().anyMatch(one -> matches(one, name));
    }

    /**
     * In linear time and without regular expressions, whatever the pattern's writer had in mind:
     * after a mismatch only the last star may take more.
     */
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
