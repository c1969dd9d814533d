package dev.millrace.provider.catalog;

import static java.util.Objects.requireNonNull;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A revision as HTTP carries it: {@code ETag: "3"}, {@code If-Match: "3"} (RFC 9110, 13.1.1). */
final class Revision {

    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

    private Revision() {}

    static String tag(long revision) {
        return "\"" + revision + "\"";
    }

    /**
     * The revision that a change is meant for; null for whichever there is.
     *
     * @throws ApiException `invalid_value` for anything that this service never sent
     */
    static @Nullable Long expected(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        Matcher tag = TAG.matcher(ifMatch.strip());
        if (!tag.matches()) {
            throw ApiException.at("If-Match", ErrorCode.INVALID_VALUE, "\"3\", *");
        }
        return Long.valueOf(requireNonNull(tag.group(1)));
    }
}
