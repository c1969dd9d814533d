package dev.millrace.gateway.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How repeats are recognised.
 *
 * @param idempotencySecret shared by all instances, at least 32 characters; without one each data
 *     folder has its own, made at the first start
 */
@ConfigurationProperties("millrace.gateway")
record IdempotencyProperties(@Nullable String idempotencySecret) {

    /** The record's own text form would show the secret. */
    @Override
    public String toString() {
        return "IdempotencyProperties["
                + (idempotencySecret == null ? "of the folder" : "given")
                + "]";
    }
}
