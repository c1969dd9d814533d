package dev.millrace.provider.registry;

import dev.millrace.events.Owner;
import dev.millrace.provider.registry.Audit.Actor;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who may change providers, and which version a change is meant for. */
final class Administration {

    /** The tenant of those who run the house. */
    private static final String HOUSE = "default";

    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(\\d{1,18})\"");

    private Administration() {}

    /** Providers serve every tenant: only the administrators of the house set them up. */
    static boolean runs(Caller caller) {
        return caller.isAdmin() && caller.tenant().equals(HOUSE);
    }

    static Actor actor(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (!runs(caller)) {
            throw ApiException.of(ErrorCode.FORBIDDEN);
        }
        return new Actor(new Owner(caller.tenant(), caller.team(), caller.user()), caller.keyId());
    }

    static String etag(StoredProvider provider) {
        return "\"" + provider.revision() + "\"";
    }

    /**
     * The revision that {@code If-Match} names; null when it is {@code *} or missing.
     *
     * @param required a change that replaces everything must say what it replaces
     */
    static @Nullable Long revision(HttpServletRequest request, boolean required) {
        String sent = request.getHeader("If-Match");
        if (sent == null) {
            if (required) {
                throw ApiException.at("If-Match", ErrorCode.PRECONDITION_REQUIRED);
            }
            return null;
        }
        if (sent.trim().equals("*")) {
            return null;
        }
        Matcher etag = ETAG.matcher(sent.trim());
        if (!etag.matches()) {
            throw ApiException.at("If-Match", ErrorCode.PRECONDITION_FAILED);
        }
        return Long.valueOf(sent.replaceAll("\\D", ""));
    }
}
