package dev.millrace.gateway.admission;

import dev.millrace.events.ModelOffered;
import java.util.List;

/**
 * The models a key may use: names or patterns with `*`, each meant for a model's plain name or for
 * {@code provider/model}. None at all means every model.
 */
public record AllowedModels(List<String> patterns) {

    public boolean allows(ModelOffered offer) {
        return patterns.isEmpty()
                || patterns.stream()
                        .anyMatch(
                                p ->
                                        matches(p, offer.getModel())
                                                || matches(p, Models.fullName(offer)));
    }

    /** The pieces between the stars must appear in order, the first and the last at the ends. */
    static boolean matches(String pattern, String name) {
        String[] pieces = pattern.split("\\*", -1);
        String first = pieces[0];
        String last = pieces[pieces.length - 1];
        if (pieces.length == 1) {
            return pattern.equals(name);
        }
        if (!name.startsWith(first)
                || !name.endsWith(last)
                || name.length() < first.length() + last.length()) {
            return false;
        }
        int end = name.length() - last.length();
        int at = first.length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = name.indexOf(pieces[i], at);
            if (found < 0 || found + pieces[i].length() > end) {
                return false;
            }
            at = found + pieces[i].length();
        }
        return true;
    }
}
