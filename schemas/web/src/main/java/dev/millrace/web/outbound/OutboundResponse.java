package dev.millrace.web.outbound;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was answered: a redirect is an answer like any other. */
public final class OutboundResponse {

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    OutboundResponse(int status, Map<String, List<String>> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public int status() {
        return status;
    }

    /** The first header of that name, in any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    /** As sent: nothing is decompressed. */
    public byte[] body() {
        return body.clone();
    }
}
