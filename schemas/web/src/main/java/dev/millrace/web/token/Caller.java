package dev.millrace.web.token;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/**
 * Who calls, as the gateway found it.
 *
 * @param scopes what the key may do besides asking models; `admin` may do everything in its tenant
 * @param allowedModels empty means all
 */
public record Caller(
        String tenant,
        String team,
        String user,
        String keyId,
        Set<String> scopes,
        List<String> allowedModels) {

    public static final String ADMIN = "admin";

    /** The tenant of those who run the house. */
    public static final String HOUSE = "default";

    private static final String ATTRIBUTE = Caller.class.getName();

    public boolean isAdmin() {
        return scopes.contains(ADMIN);
    }

    /** An administrator of the tenant that runs the house: of what serves every tenant. */
    public boolean runsHouse() {
        return isAdmin() && tenant.equals(HOUSE);
    }

    /** The caller of a request that passed the token check. */
    public static Caller of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("no caller: the request did not pass the token check");
    }

    public void bind(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
