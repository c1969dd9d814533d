package dev.millrace.web.error;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the language of messages: English, or Simplified Chinese for any kind of Chinese. */
public final class Languages {

    /** A header longer than any browser sends is not worth reading. */
    private static final int LIMIT = 512;

    private Languages() {}

    /** The best of an {@code Accept-Language} header (RFC 9110, 12.5.4); English without one. */
    public static Locale best(@Nullable String acceptLanguage) {
        if (acceptLanguage == null
                || acceptLanguage.length() > LIMIT
                || (!acceptLanguage.regionMatches(true, 0, "zh", 0, 2)
                        && !acceptLanguage.contains(","))) {
            return Locale.ENGLISH;
        }
        try {
            // Sorted by weight, those of equal weight in the order written.
            for (Locale.LanguageRange range : Locale.LanguageRange.parse(acceptLanguage)) {
                if (range.getWeight() == 0) {
                    continue;
                }
                String language = range.getRange();
                if (language.equals("zh") || language.startsWith("zh-")) {
                    return Messages.CHINESE;
                }
                if (language.equals("en") || language.startsWith("en-") || language.equals("*")) {
                    return Locale.ENGLISH;
                }
            }
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
        return Locale.ENGLISH;
    }
}
