package dev.millrace.web.token;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request without the headers that claim who calls or from where: whoever could send them could
 * be anyone.
 */
public final class WithoutIdentity extends HttpServletRequestWrapper {

    public WithoutIdentity(HttpServletRequest request) {
        super(request);
    }

    /** Whether a header claims an identity: it is never forwarded and never read. */
    public static boolean claims(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.equals("authorization")
                || name.equals("proxy-authorization")
                || name.equals("cookie")
                || name.equals("forwarded")
                || name.equals("x-real-ip")
                || name.startsWith("x-forwarded-")
                || name.startsWith("x-millrace-");
    }

    @Override
    public @Nullable String getHeader(String name) {
        return claims(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return claims(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(
                Collections.list(super.getHeaderNames()).stream()
                        .filter(name -> !claims(name))
                        .toList());
    }
}
