package dev.millrace.provider.upstream;

/** What a client has not given back. */
public final class Leaks {

    private Leaks() {}

    /** Exchanges that nobody has closed. */
    public static int exchanges(UpstreamClient client) {
        return client.underWay();
    }
}
