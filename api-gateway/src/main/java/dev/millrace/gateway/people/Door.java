package dev.millrace.gateway.people;

import dev.millrace.events.KeyState;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The house's door: every request but the health checks shows an API key. Behind it {@link Caller}
 * says who calls. Of the actuator only health is open, the rest is an admin's.
 */
public final class Door extends OncePerRequestFilter {

    /** Matched against the path as sent, so that no second spelling of another path is open. */
    private static final Pattern OPEN =
            Pattern.compile("/health|/actuator/health(/[A-Za-z0-9_-]+)*");

    private static final String KEY = KeyState.class.getName();

    private final Authenticator authenticator;

    Door(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** The key of a request that came in. */
    public static KeyState key(HttpServletRequest request) {
        if (request.getAttribute(KEY) instanceof KeyState key) {
            return key;
        }
        throw new IllegalStateException("no key: the request did not come through the door");
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!OPEN.matcher(request.getRequestURI()).matches()) {
            KeyState key =
                    authenticator.authenticate(
                            request.getHeader("Authorization"), request.getRemoteAddr());
            Caller caller = caller(key);
            if (actuator(request) && !caller.isAdmin()) {
                throw ApiException.of(ErrorCode.FORBIDDEN);
            }
            caller.bind(request);
            request.setAttribute(KEY, key);
        }
        chain.doFilter(request, response);
    }

    private static Caller caller(KeyState key) {
        return new Caller(
                key.getOwner().getTenant(),
                key.getOwner().getTeam(),
                key.getOwner().getUser(),
                key.getKeyId(),
                Set.copyOf(key.getScopes()),
                key.getAllowedModels());
    }

    /** By the path as the container understood it, which is what the endpoints are found by. */
    private static boolean actuator(HttpServletRequest request) {
        return request.getServletPath().startsWith("/actuator")
                || request.getRequestURI().startsWith("/actuator");
    }
}
