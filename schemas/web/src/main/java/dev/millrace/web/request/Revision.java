package dev.millrace.web.request;

import static java.util.Objects.requireNonNull;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A revision as HTTP carries it: {@code ETag: "3"}, {@code If-Match: "3"} (RFC 9110, 13.1.1). */
public final class Revision {

    /** A proxy that compresses may have made it a weak one. */
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

    private Revision() {}

    public static String tag(long revision) {
        return "\"" + revision + "\"";
    }

    /**
     * The revision that a change is meant for; null when {@code If-Match} is {@code *} or missing.
     *
     * @throws ApiException `invalid_value` for what was never an ETag here
     */
    public static @Nullable Long expected(HttpServletRequest request) {
        String sent = request.getHeader("If-Match");
        if (sent == null || sent.strip().equals("*")) {
            return null;
        }
        Matcher tag = TAG.matcher(sent.strip());
        if (!tag.matches()) {
            throw ApiException.at("If-Match", ErrorCode.INVALID_VALUE, "\"3\", *");
        }
        return Long.valueOf(requireNonNull(tag.group(1)));
    }

    /**
     * The same of a change that replaces everything, and so must say what it replaces.
     *
     * @throws ApiException `precondition_required` when {@code If-Match} is missing
     */
    public static @Nullable Long required(HttpServletRequest request) {
        if (request.getHeader("If-Match") == null) {
            throw ApiException.at("If-Match", ErrorCode.PRECONDITION_REQUIRED);
        }
        return expected(request);
    }
}
