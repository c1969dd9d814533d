package dev.millrace.postprocess.job;

import dev.millrace.postprocess.run.Line;
import dev.millrace.postprocess.run.Source;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** One request, asked for by itself. */
record JobSource(Line line) implements Source {

    static final String KIND = "job";

    @Override
    public String kind() {
        return KIND;
    }

    /** Someone looks for the answer soon: an hour ahead of its tenant's mass work. */
    @Override
    public Duration headStart() {
        return Duration.ofHours(1);
    }

    @Override
    public Iterator<Line> lines() {
        return List.of(line).iterator();
    }
}
