package dev.millrace.web.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every request an id. The first filter of all, so that every refusal has one too. */
public final class RequestIdFilter extends OncePerRequestFilter {

    private final Uuid7 ids;

    public RequestIdFilter(Uuid7 ids) {
        this.ids = ids;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (RequestId.given(request)) {
            MDC.put(RequestId.MDC_KEY, RequestId.of(request));
        } else {
            RequestId.give(ids.next().toString(), request, response);
        }
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(RequestId.MDC_KEY);
        }
    }

    /** Later dispatches run on other threads: the MDC has to be filled there again. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
