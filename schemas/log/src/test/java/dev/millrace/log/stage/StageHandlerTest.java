package dev.millrace.log.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Position;
import dev.millrace.log.Received;
import dev.millrace.log.sample.Samples;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class StageHandlerTest {

    @Test
    void eachRecordIsHandledInItsOwnTraceAndItsLogLinesNameIt() throws Exception {
        SpanContext span =
                SpanContext.create(
                        "0af7651916cd43dd8448eb211c80319c",
                        "b7ad6b7169203331",
                        TraceFlags.getDefault(),
                        TraceState.getDefault());
        List<String> seen = new ArrayList<>();
        StageHandler<RequestAccepted> handler =
                StageHandler.each(
                        _ -> {
                            seen.add(
                                    MDC.get("requestId")
                                            + " "
                                            + MDC.get("traceId")
                                            + " "
                                            + Span.current().getSpanContext().getSpanId());
                            return CompletableFuture.allOf();
                        });
        handler.on(
                        List.of(
                                record("r1", Context.root().with(Span.wrap(span))),
                                record("r2", Context.root())))
                .toCompletableFuture()
                .join();
        assertThat(seen)
                .containsExactly(
                        "r1 0af7651916cd43dd8448eb211c80319c b7ad6b7169203331",
                        "r2 null 0000000000000000");
        assertThat(MDC.get("requestId")).isNull();
    }

    private static Received<RequestAccepted> record(String id, Context trace) {
        return new Received<>(
                id,
                Samples.accepted(id),
                new Position(Topics.REQUESTS.interactive().name(), 0, 1),
                Instant.EPOCH,
                trace);
    }
}
