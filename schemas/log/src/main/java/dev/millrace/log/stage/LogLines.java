package dev.millrace.log.stage;

import dev.millrace.events.topic.Keyed;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Received;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.MDC;

/** Puts the request and the trace a record belongs to into log lines, until it is closed. */
final class LogLines implements AutoCloseable {

    private static final String REQUEST = "requestId";
    private static final String TRACE = "traceId";

    private static final Set<String> KEYED_BY_REQUEST =
            Topics.all().stream()
                    .filter(topic -> topic.keyed() == Keyed.REQUEST)
                    .map(Topic::name)
                    .collect(Collectors.toUnmodifiableSet());

    private static final LogLines OPEN = new LogLines();

    private LogLines() {}

    static LogLines about(Received<?> record) {
        if (KEYED_BY_REQUEST.contains(record.position().topic())) {
            MDC.put(REQUEST, record.key());
        }
        SpanContext span = Span.fromContext(record.trace()).getSpanContext();
        if (span.isValid()) {
            MDC.put(TRACE, span.getTraceId());
        }
        return OPEN;
    }

    @Override
    public void close() {
        MDC.remove(REQUEST);
        MDC.remove(TRACE);
    }
}
