package dev.millrace.embedded;

import java.io.IOException;

/**
 * Ends another process when this JVM is gone, however it went: the end of the watchdog's input is
 * the one message that even a killed parent sends.
 */
public final class Watchdog implements AutoCloseable {

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /**
     * Starts watching.
     *
     * @param pid whom to end
     * @param signal name of the signal, for example {@code INT}
     */
    public static Watchdog over(long pid, String signal) throws IOException {
        return new Watchdog(
                new ProcessBuilder("sh", "-c", "read -r _; kill -" + signal + " " + pid)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    /** The watched process has ended: its number may soon be somebody else's. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
