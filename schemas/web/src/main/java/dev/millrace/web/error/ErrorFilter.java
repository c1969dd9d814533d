package dev.millrace.web.error;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives the one shape to what filters throw: Spring's advice only sees what controllers throw. */
public final class ErrorFilter extends OncePerRequestFilter {

    private final ApiErrors errors;

    public ErrorFilter(ApiErrors errors) {
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException e) {
            errors.on(e.getCause() == null ? e : e.getCause(), request, response);
        } catch (IOException | RuntimeException e) {
            errors.on(e, request, response);
        }
    }
}
