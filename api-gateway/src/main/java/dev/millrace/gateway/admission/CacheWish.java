package dev.millrace.gateway.admission;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.CacheControl;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says about the cache of answers: in the header {@code Cache-Control}, or in {@code
 * millrace.cache} where there is no header, as in a batch's line.
 */
public final class CacheWish {

    private static final String HEADER = "Cache-Control";
    private static final String OURS = "millrace";
    private static final String CACHE = "cache";
    private static final String ALLOWED =
            "max-age=SECONDS, no-cache, no-store, only-if-cached, up to "
                    + CacheControl.LONGEST
                    + " characters";

    private CacheWish() {}

    /**
     * In HTTP's words, without what means nothing here; empty when nothing is said.
     *
     * @throws ApiException `invalid_value` when it cannot be read
     */
    static String of(HttpServletRequest request, JsonBody body) {
        String header = header(request);
        return header.isEmpty() ? inBody(body.tree()).text() : header;
    }

    private static String header(HttpServletRequest request) {
        String lines = String.join(",", Collections.list(request.getHeaders(HEADER)));
        return parse(HEADER.toLowerCase(Locale.ROOT), lines).text();
    }

    /** The same request, which will say in its body what its header says. */
    public static JsonBody carried(JsonBody body, HttpServletRequest request) {
        String header = header(request);
        JsonNode ours = body.tree().path(OURS);
        if (header.isEmpty() || !(ours.isMissingNode() || ours.isObject())) {
            return body;
        }
        ObjectNode tree = ((ObjectNode) body.tree()).deepCopy();
        tree.withObject(OURS).put(CACHE, header);
        return JsonBody.of(tree);
    }

    /** Refuses what cannot be read. */
    static void check(JsonNode tree) {
        inBody(tree);
    }

    private static CacheControl inBody(JsonNode tree) {
        JsonNode cache = tree.path(OURS).path(CACHE);
        String name = OURS + "." + CACHE;
        if (cache.isMissingNode() || cache.isNull()) {
            return CacheControl.UNSAID;
        }
        if (cache.isBoolean()) {
            return CacheControl.of(cache.booleanValue());
        }
        if (!cache.isString()) {
            throw ApiException.at(name, ErrorCode.INVALID_TYPE, "string, boolean");
        }
        return parse(name, cache.stringValue());
    }

    private static CacheControl parse(String name, String text) {
        try {
            return CacheControl.parse(text);
        } catch (IllegalArgumentException _) {
            throw ApiException.at(name, ErrorCode.INVALID_VALUE, ALLOWED);
        }
    }
}
