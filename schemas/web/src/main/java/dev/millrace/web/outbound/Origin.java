package dev.millrace.web.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Scheme, host and port of an address, in one spelling.
 *
 * @param host in lower case, IPv6 without brackets
 * @param port never absent: 80 or 443 where the address names none
 */
record Origin(String scheme, String host, int port) {

    private static final Pattern DECIMAL =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    /** Ends like a number to at least one of the many readers of IPv4 addresses. */
    private static final Pattern NUMBER_LIKE =
            Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.*");

    /**
     * Of an address that a user may have written.
     *
     * @throws OutboundRefused when it is not plain http(s), or its host is spelt so that two
     *     readers may understand two hosts
     */
    static Origin of(URI address) throws OutboundRefused {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new OutboundRefused("only http and https are called");
        }
        String host = address.getHost();
        if (host == null || host.isEmpty()) {
            throw new OutboundRefused("the address names no host in its usual form");
        }
        if (address.getRawUserInfo() != null) {
            throw new OutboundRefused("the address carries a user or password");
        }
        int port = address.getPort();
        if (port == 0 || port > 65_535) {
            throw new OutboundRefused("the address has no valid port");
        }
        return new Origin(
                scheme, spelling(host), port > 0 ? port : scheme.equals("https") ? 443 : 80);
    }

    private static String spelling(String host) throws OutboundRefused {
        if (host.startsWith("[")) {
            if (host.contains("%")) {
                throw new OutboundRefused("the address names a network interface");
            }
            return host.substring(1, host.length() - 1).toLowerCase(Locale.ROOT);
        }
        if (NUMBER_LIKE.matcher(host).matches() && !DECIMAL.matcher(host).matches()) {
            throw new OutboundRefused("the address spells an IP address in an unusual form");
        }
        String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return plain.toLowerCase(Locale.ROOT);
    }
}
