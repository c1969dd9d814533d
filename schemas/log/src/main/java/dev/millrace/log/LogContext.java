package dev.millrace.log;

import dev.millrace.log.consume.RecordReader;
import dev.millrace.log.deadletter.DeadLetters;
import dev.millrace.log.trace.Spans;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/** What every part that reads the log is built from. */
public record LogContext(
        LogSettings settings,
        KafkaClients clients,
        RecordReader reader,
        DeadLetters deadLetters,
        Spans spans,
        MeterRegistry registry,
        Clock clock) {}
