package dev.millrace.router.plan;

import dev.millrace.router.catalog.Offer;
import java.util.List;

/**
 * The models a caller may use: names or patterns with `*`, each meant for the plain name of a model
 * or for {@code provider/model}. None at all means every model.
 */
record AllowedModels(List<String> patterns) {

    boolean allows(Offer offer) {
        if (patterns.isEmpty()) {
            return true;
        }
        String name = offer.name();
        for (String pattern : patterns) {
            if (matches(pattern, offer.model()) || matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * In linear time and without regular expressions, whatever the pattern's writer had in mind.
     */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
