package dev.millrace.web.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Tells addresses of the public Internet from all others, by IANA's special-purpose registries (RFC
 * 6890 and its updates). Of IPv6 only global unicast (2000::/3) counts, without the ranges that
 * carry an IPv4 address inside: what leaves those comes out anywhere.
 */
final class PublicAddress {

    private record Range(int network, int bits) {
        boolean holds(int address) {
            return (address ^ network) >>> (32 - bits) == 0;
        }
    }

    private static final Range[] NOT_PUBLIC_V4 = {
        v4(0, 0, 0, 0, 8), // "this network", 0.0.0.0 included
        v4(10, 0, 0, 0, 8), // private
        v4(100, 64, 0, 0, 10), // shared by carriers
        v4(127, 0, 0, 0, 8), // loopback
        v4(169, 254, 0, 0, 16), // link-local, cloud metadata
        v4(172, 16, 0, 0, 12), // private
        v4(192, 0, 0, 0, 24), // protocol assignments
        v4(192, 0, 2, 0, 24), // documentation
        v4(192, 88, 99, 0, 24), // 6to4 relays
        v4(192, 168, 0, 0, 16), // private
        v4(198, 18, 0, 0, 15), // benchmarks
        v4(198, 51, 100, 0, 24), // documentation
        v4(203, 0, 113, 0, 24), // documentation
        v4(224, 0, 0, 0, 4), // multicast
        v4(240, 0, 0, 0, 4), // reserved, broadcast included
    };

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isV4(word(bytes, 0)) : isV6(bytes);
    }

    private static boolean isV4(int address) {
        for (Range range : NOT_PUBLIC_V4) {
            if (range.holds(address)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isV6(byte[] bytes) {
        int first = word(bytes, 0);
        boolean globalUnicast = first >>> 29 == 1; // 2000::/3
        boolean protocols = first >>> 9 == 0x2001_0000 >>> 9; // 2001::/23, Teredo included
        boolean documentation = first == 0x2001_0db8 || first >>> 12 == 0x3fff_0000 >>> 12;
        boolean sixToFour = first >>> 16 == 0x2002;
        return globalUnicast && !protocols && !documentation && !sixToFour;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    private static Range v4(int a, int b, int c, int d, int bits) {
        return new Range(a << 24 | b << 16 | c << 8 | d, bits);
    }
}
