package dev.millrace.web.token;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.error.ErrorResponses;
import dev.millrace.web.request.RequestId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The door of every service but the gateway: a call needs a token signed by a gateway for exactly
 * this service, method and path. Health is open, the other actuator paths need the token of an
 * admin. Behind it the token alone says who calls: headers that claim so are hidden.
 */
public final class InternalTokenFilter extends OncePerRequestFilter {

    private static final String BEARER = "Bearer ";

    /** Matched against the path as sent, so that no second spelling of another path is open. */
    private static final Pattern OPEN = Pattern.compile("/actuator/health(/[A-Za-z0-9_-]+)*");

    private final TokenVerifier verifier;

    public InternalTokenFilter(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (OPEN.matcher(request.getRequestURI()).matches()) {
            chain.doFilter(new WithoutIdentity(request), response);
            return;
        }
        Optional<Caller> caller = caller(request);
        if (caller.isEmpty()) {
            ErrorResponses.write(ApiException.of(ErrorCode.INVALID_TOKEN), request, response);
            return;
        }
        RequestId.adopt(request, response);
        if (actuator(request) && !caller.get().isAdmin()) {
            ErrorResponses.write(ApiException.of(ErrorCode.FORBIDDEN), request, response);
            return;
        }
        caller.get().bind(request);
        chain.doFilter(new WithoutIdentity(request), response);
    }

    private Optional<Caller> caller(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return authorization == null || !authorization.startsWith(BEARER)
                ? Optional.empty()
                : verifier.verify(
                        authorization.substring(BEARER.length()),
                        request.getMethod(),
                        request.getRequestURI());
    }

    /** By the path as the container understood it, which is what the endpoints are found by. */
    private static boolean actuator(HttpServletRequest request) {
        return request.getServletPath().startsWith("/actuator")
                || request.getRequestURI().startsWith("/actuator");
    }
}
