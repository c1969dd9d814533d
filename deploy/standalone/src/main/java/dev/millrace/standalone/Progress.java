package dev.millrace.standalone;

import java.io.PrintStream;

/**
 * What a person at the terminal sees. Progress goes to the error stream, so that the output stream
 * holds nothing but what a script waits for.
 */
public final class Progress {

    private final PrintStream lines;
    private final PrintStream result;

    public Progress(PrintStream lines, PrintStream result) {
        this.lines = lines;
        this.result = result;
    }

    public static Progress terminal() {
        return new Progress(System.err, System.out);
    }

    public void say(String line) {
        lines.println(line);
    }

    public void result(String line) {
        result.println(line);
        result.flush();
    }
}
