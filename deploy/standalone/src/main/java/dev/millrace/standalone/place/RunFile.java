package dev.millrace.standalone.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** {@code run/pids.json}: the processes of the run and where they listen, for tools. */
public final class RunFile {

    private static final Logger log = LoggerFactory.getLogger(RunFile.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private boolean retrying;

    private RunFile(Path file) {
        this.file = file;
    }

    /**
     * One process.
     *
     * @param pid its process id
     * @param port where it listens on the loopback address; 0 when nowhere
     * @param started when, in epoch milliseconds as the system tells it: a process id may belong to
     *     somebody else after a while
     */
    public record Entry(long pid, int port, long started) {

        public static Entry of(ProcessHandle process, int port) {
            var started = process.info().startInstant();
            return new Entry(process.pid(), port, started.map(i -> i.toEpochMilli()).orElse(0L));
        }

        /** The process, if it is still the same one. */
        public Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(process -> process.isAlive() && of(process, port).equals(this));
        }
    }

    public static RunFile in(Path folder) {
        return new RunFile(folder.resolve("run/pids.json"));
    }

    /** What the last run wrote; empty when there is nothing that can be read. */
    public Map<String, Entry> read() {
        try {
            return JSON.readValue(
                    Files.readAllBytes(file), new TypeReference<LinkedHashMap<String, Entry>>() {});
        } catch (IOException | JacksonException e) {
            return Map.of();
        }
    }

    /**
     * On a full disk it is written as soon as there is room: whoever is noted runs all the same.
     */
    public synchronized void put(String name, Entry entry) {
        entries.put(name, entry);
        write();
    }

    public synchronized void clear() {
        entries.clear();
        write();
    }

    private void write() {
        if (!written() && !retrying) {
            retrying = true;
            Thread.ofVirtual().name("run-file").start(this::retry);
        }
    }

    private synchronized void retry() {
        try {
            do {
                wait(RETRY.toMillis());
            } while (!written());
            retrying = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean written() {
        try {
            var partial = file.resolveSibling("pids.json.new");
            Files.write(partial, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(entries));
            Files.move(
                    partial,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            log.warn("{} cannot be written: {}", file, e.toString());
            return false;
        }
    }
}
