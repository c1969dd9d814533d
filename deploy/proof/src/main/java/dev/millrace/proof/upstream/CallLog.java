package dev.millrace.proof.upstream;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The upstream's log: JSON lines in a file, flushed line by line. */
public final class CallLog implements AutoCloseable {

    private final JsonMapper json = JsonMapper.builder().build();
    private final BufferedWriter out;
    private final List<Call> calls = new ArrayList<>();

    public CallLog(Path file) {
        try {
            this.out = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void write(Call call) {
        calls.add(call);
        try {
            out.write(json.writeValueAsString(call));
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything written so far. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
