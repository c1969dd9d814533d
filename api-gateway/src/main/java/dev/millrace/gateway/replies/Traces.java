package dev.millrace.gateway.replies;

import dev.millrace.events.Operation;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The trace a request begins, or goes on with when its client sent one (rule 15): what is published
 * meanwhile carries it through every hop.
 */
public final class Traces {

    private static final String MDC_TRACE = "traceId";

    private static final TextMapGetter<HttpServletRequest> HEADERS =
            new TextMapGetter<>() {
                @Override
                public Iterable<String> keys(HttpServletRequest request) {
                    return Collections.list(request.getHeaderNames());
                }

                @Override
                public @Nullable String get(@Nullable HttpServletRequest request, String name) {
                    return request == null ? null : request.getHeader(name);
                }
            };

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    Traces(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("dev.millrace.gateway");
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    /** The span of one request, current until it is closed, on one thread. */
    public static final class Trace implements AutoCloseable {

        private final Span span;
        private final Scope scope;

        @SuppressWarnings("MustBeClosedChecker") // closed with this
        private Trace(Span span) {
            this.span = span;
            this.scope = span.makeCurrent();
            MDC.put(MDC_TRACE, span.getSpanContext().getTraceId());
        }

        /** The request failed; only the kind of failure is told. */
        public void failed(Throwable failure) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute("error.type", Meters.name(failure));
        }

        @Override
        public void close() {
            MDC.remove(MDC_TRACE);
            scope.close();
            span.end();
        }
    }

    /** Begins the span of a request; named after OpenTelemetry's conventions for generative AI. */
    public Trace begin(HttpServletRequest request, Operation operation, String model) {
        String name = operation == Operation.CHAT ? "chat" : "embeddings";
        Context parent = propagator.extract(Context.root(), request, HEADERS);
        Span span =
                tracer.spanBuilder(name + " " + model)
                        .setParent(parent)
                        .setSpanKind(SpanKind.SERVER)
                        .setAttribute("gen_ai.operation.name", name)
                        .setAttribute("gen_ai.request.model", model)
                        .startSpan();
        return new Trace(span);
    }
}
