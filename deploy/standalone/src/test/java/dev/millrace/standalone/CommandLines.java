package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands in this JVM. */
public final class CommandLines {

    private CommandLines() {}

    /** What a command that succeeds prints. */
    public static String run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var code =
                Millrace.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }
}
