package dev.millrace.postprocess.job;

import dev.millrace.postprocess.run.EndedLine;
import dev.millrace.postprocess.run.Sink;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A job's answer is read by its id: nothing is delivered, but how long it took is measured. */
final class JobSink implements Sink {

    private final MeterRegistry registry;

    JobSink(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String kind() {
        return JobSource.KIND;
    }

    @Override
    public void ended(List<EndedLine> lines) {
        for (EndedLine line : lines) {
            Timer.builder("millrace.jobs")
                    .description("from acceptance to the end of a job")
                    .tag("ending", line.finish().getEnding().name().toLowerCase(Locale.ROOT))
                    .register(registry)
                    .record(Duration.between(line.acceptedAt(), line.finish().getFinishedAt()));
        }
    }
}
