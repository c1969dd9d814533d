package dev.millrace.postprocess.run;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The trace a run began in, as the W3C header `traceparent`, kept while its lines wait. */
final class RunTrace {

    private static final String HEADER = "traceparent";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private RunTrace() {}

    /** Null outside a trace. */
    static @Nullable String ofCurrent() {
        Map<String, String> headers = new HashMap<>();
        W3C.inject(
                Context.current(),
                headers,
                (into, name, value) -> {
                    if (into != null) {
                        into.put(name, value);
                    }
                });
        return headers.get(HEADER);
    }

    static Context context(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3C.extract(Context.root(), traceparent, new Header());
    }

    private static final class Header implements TextMapGetter<String> {

        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String name) {
            return HEADER.equals(name) ? traceparent : null;
        }
    }
}
