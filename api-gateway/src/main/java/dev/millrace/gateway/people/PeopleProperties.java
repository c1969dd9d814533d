package dev.millrace.gateway.people;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may come in first.
 *
 * @param adminKey the text of the bootstrap admin key, at least 32 characters; without one only the
 *     keys in the database are good
 */
@ConfigurationProperties("millrace")
record PeopleProperties(@Nullable String adminKey) {

    private static final int SHORTEST = 32;

    PeopleProperties {
        if (adminKey != null && !adminKey.isBlank() && adminKey.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "millrace.admin-key (MILLRACE_ADMIN_KEY) needs at least "
                            + SHORTEST
                            + " characters");
        }
    }

    /** The record's own text form would show the key. */
    @Override
    public String toString() {
        return "PeopleProperties[adminKey=" + (adminKey == null ? "none" : "given") + "]";
    }
}
