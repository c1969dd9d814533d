package dev.millrace.provider.cache;

import dev.millrace.events.RequestHead;
import dev.millrace.events.Retention;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.web.request.CacheControl;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What one request may do with the cache. Pure.
 *
 * @param serve it may be answered from there
 * @param keep its answer may be kept there
 * @param only nobody may be called for it
 * @param freshness how old an answer may be
 * @param life how long its own is kept
 */
record CacheUse(boolean serve, boolean keep, boolean only, Duration freshness, Duration life) {

    /**
     * As the request's head says, which has the header, else its body, which a batch's line has.
     *
     * @throws IllegalArgumentException when what it says cannot be read
     */
    static CacheUse of(RequestHead head, RequestBody body, CacheProperties properties) {
        String header = head.getCacheControl();
        CacheControl said = header.isEmpty() ? inBody(body) : CacheControl.parse(header);
        boolean wanted = !said.unsaid() || properties.unasked();
        // What may not be kept may not be looked for either: nobody could have asked it before.
        boolean may =
                wanted
                        && !said.noStore()
                        && head.getAuthority().getRetention() == Retention.STANDARD;
        Long seconds = said.maxAge();
        Duration age = seconds == null ? properties.ttl() : Duration.ofSeconds(seconds);
        return new CacheUse(
                may && !said.noCache(),
                may,
                said.onlyIfCached(),
                age,
                longer(properties.ttl(), shorter(age, properties.longest())));
    }

    /** {@code millrace.cache}: true is an hour, false is no-store, a text is as in the header. */
    private static CacheControl inBody(RequestBody body) {
        byte[] ours = body.value("millrace").orElse(null);
        if (ours == null) {
            return CacheControl.UNSAID;
        }
        JsonNode cache;
        try {
            cache = Json.MAPPER.readTree(ours).path("cache");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getClass().getSimpleName());
        }
        if (cache.isBoolean()) {
            return CacheControl.of(cache.booleanValue());
        }
        if (cache.isString()) {
            return CacheControl.parse(cache.stringValue());
        }
        if (cache.isMissingNode() || cache.isNull()) {
            return CacheControl.UNSAID;
        }
        throw new IllegalArgumentException("millrace.cache is neither a text nor a boolean");
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
