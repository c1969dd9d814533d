package dev.millrace.web.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name for one connection and refuses it if any of its addresses is not allowed. The
 * client connects to what is returned here and does not resolve again, so that an answer that
 * changes meanwhile changes nothing.
 */
final class GuardedResolver implements DnsResolver {

    /** The system's resolver, or a test's. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /** Tells a refusal from a name that does not exist. */
    static final class NotAllowed extends UnknownHostException {
        NotAllowed() {
            super("the name resolves to an address that is not public");
        }
    }

    private final Lookup lookup;
    private final Predicate<InetAddress> allowed;

    GuardedResolver(Lookup lookup, Predicate<InetAddress> allowed) {
        this.lookup = lookup;
        this.allowed = allowed;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = lookup.all(host);
        for (InetAddress address : addresses) {
            if (!allowed.test(address)) {
                throw new NotAllowed();
            }
        }
        return addresses;
    }

    /** Asked for by no part of the client that is used here; the name itself leaks nothing. */
    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
