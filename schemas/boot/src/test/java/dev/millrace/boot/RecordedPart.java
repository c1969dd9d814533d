package dev.millrace.boot;

import dev.millrace.log.LogPart;
import dev.millrace.log.view.ReadModel;
import java.time.Duration;
import java.util.List;

/** A log part that writes down when it is started and closed. */
public sealed class RecordedPart implements LogPart {

    private final String name;
    private final List<String> events;
    private volatile boolean ready;

    public RecordedPart(String name, List<String> events) {
        this.name = name;
        this.events = events;
    }

    public void ready(boolean now) {
        ready = now;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        events.add(name + " started");
    }

    @Override
    public boolean ready() {
        return ready;
    }

    /** Spring closes beans once more at the end; only the first time counts. */
    @Override
    public void close() {
        String closed = name + " closed";
        if (!events.contains(closed)) {
            events.add(closed);
        }
    }

    /** The same as a read model. */
    public static final class View extends RecordedPart implements ReadModel {

        public View(String name, List<String> events) {
            super(name, events);
        }

        @Override
        public Duration lag() {
            return Duration.ZERO;
        }
    }
}
