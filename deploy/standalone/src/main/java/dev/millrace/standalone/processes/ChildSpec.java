package dev.millrace.standalone.processes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a process is started, the same each time.
 *
 * @param name what it is called in {@code run/pids.json} and in the log
 * @param command program and arguments; no secret stands here, everybody sees these
 * @param environment its variables, and no others
 * @param port where it listens
 * @param output where its standard streams go
 */
record ChildSpec(
        String name, List<String> command, Map<String, String> environment, int port, Path output) {

    @Override
    public String toString() {
        return name;
    }
}
