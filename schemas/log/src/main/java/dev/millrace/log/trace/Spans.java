package dev.millrace.log.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * Spans of sending and processing, named after OpenTelemetry's messaging conventions. A span is
 * made only within a sampled trace: otherwise every hop would pay for objects nobody exports.
 */
public final class Spans {

    private final Tracer tracer;

    public Spans(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("dev.millrace.log");
    }

    /** The span of one publication; ended by the caller. */
    public Span sending(String topic) {
        return start(Context.current(), "send " + topic, "send", SpanKind.PRODUCER, topic);
    }

    /** The span of one group's work on one record; ended by the caller. */
    public Span processing(Context trace, String topic, String group, int partition, long offset) {
        Span span = start(trace, "process " + topic, "process", SpanKind.CONSUMER, topic);
        if (span.isRecording()) {
            span.setAttribute("messaging.consumer.group.name", group);
            span.setAttribute("messaging.destination.partition.id", Integer.toString(partition));
            span.setAttribute("messaging.kafka.offset", offset);
        }
        return span;
    }

    private Span start(Context parent, String name, String operation, SpanKind kind, String topic) {
        Span around = Span.fromContext(parent);
        if (!around.getSpanContext().isSampled()) {
            // Ending a wrapped span does nothing: the one around it is not ours to end.
            return Span.wrap(around.getSpanContext());
        }
        SpanBuilder builder = tracer.spanBuilder(name).setParent(parent).setSpanKind(kind);
        builder.setAttribute("messaging.system", "kafka");
        builder.setAttribute("messaging.operation.name", operation);
        builder.setAttribute("messaging.operation.type", operation);
        builder.setAttribute("messaging.destination.name", topic);
        return builder.startSpan();
    }
}
