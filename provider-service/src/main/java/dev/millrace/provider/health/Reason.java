package dev.millrace.provider.health;

import java.util.Locale;

/** Why a provider is not healthy. */
enum Reason {
    /** It is healthy, or nothing is known of it. */
    NONE,
    UNREACHABLE,
    /** Checks end by its own fault. */
    FAULTY,
    CREDENTIAL_REFUSED,
    /** Too many live calls end by its own fault. */
    ERRORS,
    /** It was down and answers again. */
    RECOVERING;

    /** As the API and the log say it; empty for none. */
    String word() {
        return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
    }

    /** The reason of a word; none for one of another version. */
    static Reason of(String word) {
        for (Reason each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        return NONE;
    }
}
