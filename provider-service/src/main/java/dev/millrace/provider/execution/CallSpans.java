package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.RequestHead;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Locale;

/**
 * A span for each call, named after OpenTelemetry's GenAI conventions, without content. Made only
 * within a sampled trace; vendors are not told its id.
 */
final class CallSpans {

    private final Tracer tracer;

    CallSpans(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("dev.millrace.provider");
    }

    /** Ended with {@link #end}. */
    Span start(RequestHead head, Candidate candidate, String attemptId) {
        Span around = Span.current();
        if (!around.getSpanContext().isSampled()) {
            return Span.getInvalid();
        }
        String operation = head.getOperation().name().toLowerCase(Locale.ROOT);
        return tracer.spanBuilder(operation + " " + candidate.getModel())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", operation)
                .setAttribute("gen_ai.provider.name", candidate.getProvider())
                .setAttribute("gen_ai.request.model", candidate.getModel())
                .setAttribute("gen_ai.request.stream", head.getStream())
                .setAttribute("millrace.attempt.id", attemptId)
                .startSpan();
    }

    void end(Span span, String errorCode) {
        if (!errorCode.isEmpty()) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute("error.type", errorCode);
        }
        span.end();
    }
}
