package dev.millrace.log;

import io.opentelemetry.context.Context;
import java.time.Instant;

/**
 * A decoded record.
 *
 * @param key the record's key; the request id on topics keyed by request
 * @param value the record
 * @param position where it lies
 * @param timestamp when its writer wrote it
 * @param trace the trace it belongs to; {@code Context.root()} when it carries none
 */
public record Received<V>(
        String key, V value, Position position, Instant timestamp, Context trace) {}
