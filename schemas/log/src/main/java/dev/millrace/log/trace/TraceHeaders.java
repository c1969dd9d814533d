package dev.millrace.log.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Trace context in record headers, as W3C writes it: {@code traceparent}, {@code tracestate}. */
public final class TraceHeaders {

    private final TextMapPropagator propagator;

    public TraceHeaders(TextMapPropagator propagator) {
        this.propagator = propagator;
    }

    public void inject(Context context, Headers headers) {
        propagator.inject(context, headers, Setter.INSTANCE);
    }

    /** The trace a record belongs to; the root when it carries none. */
    public Context extract(Headers headers) {
        return propagator.extract(Context.root(), headers, Getter.INSTANCE);
    }

    private enum Setter implements TextMapSetter<Headers> {
        INSTANCE;

        @Override
        public void set(@Nullable Headers headers, String key, String value) {
            if (headers != null) {
                headers.add(key, value.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private enum Getter implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Headers headers) {
            List<String> keys = new ArrayList<>();
            headers.forEach(header -> keys.add(header.key()));
            return keys;
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String key) {
            Header header = headers == null ? null : headers.lastHeader(key);
            return header == null || header.value() == null
                    ? null
                    : new String(header.value(), StandardCharsets.UTF_8);
        }
    }
}
