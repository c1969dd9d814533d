package dev.millrace.router.group;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a group may be called, and what the star in a name stands for. */
final class GroupName {

    static final String ALLOWED =
            "1–128 letters, digits and ._:@+/-, no empty part between slashes, at most one *";

    /** No `#`: it parts the name from the tenant in a key of the log. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9._:@+/*-]{0,127}");

    /** They would be resolved away on the way of a URL. */
    private static final List<String> NO_PARTS = List.of("", ".", "..");

    private GroupName() {}

    static boolean isValid(String name) {
        return NAME.matcher(name).matches()
                && name.indexOf('*') == name.lastIndexOf('*')
                && Arrays.stream(name.split("/", -1)).noneMatch(NO_PARTS::contains);
    }

    static boolean isWildcard(String name) {
        return name.indexOf('*') >= 0;
    }

    /**
     * What the star of the pattern stands for in this name: something; null when it is no match.
     */
    static @Nullable String taken(String pattern, String name) {
        int star = pattern.indexOf('*');
        String before = pattern.substring(0, star);
        String after = pattern.substring(star + 1);
        return name.length() > before.length() + after.length()
                        && name.startsWith(before)
                        && name.endsWith(after)
                ? name.substring(before.length(), name.length() - after.length())
                : null;
    }

    /** The name with what was taken in place of its star. */
    static String filled(String name, @Nullable String taken) {
        return taken == null ? name : name.replace("*", taken);
    }
}
