package dev.millrace.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs. They refuse to run as root; root therefore starts them in a user
 * namespace of their own, where they see themselves as nobody.
 */
final class PostgresProgram {

    private static final List<String> NAMESPACE = List.of("unshare", "-U");

    private final Path home;
    private final boolean namespace;

    private PostgresProgram(Path home, boolean namespace) {
        this.home = home;
        this.namespace = namespace;
    }

    static PostgresProgram in(Path home) {
        if (!root()) {
            return new PostgresProgram(home, false);
        }
        if (!namespaceWorks()) {
            throw new EmbeddedFailure(
                    "PostgreSQL does not run as root and user namespaces are not allowed here: start"
                            + " as another user or point MILLRACE_POSTGRES at a server");
        }
        return new PostgresProgram(home, true);
    }

    /** A process whose output goes to {@code log}; it inherits no environment variables. */
    ProcessBuilder builder(File log, String program, List<String> arguments) {
        var command = new ArrayList<String>();
        if (namespace) {
            command.addAll(NAMESPACE);
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        var path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        return builder;
    }

    private static boolean root() {
        try {
            // Who owns a new file is who we are: Java has no geteuid.
            var file = Files.createTempFile("millrace", "owner");
            try {
                return Files.getAttribute(file, "unix:uid").equals(0);
            } finally {
                Files.delete(file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean namespaceWorks() {
        var command = new ArrayList<>(NAMESPACE);
        command.addAll(List.of("id", "-u"));
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            var uid =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip();
            return process.waitFor(5, TimeUnit.SECONDS)
                    && process.exitValue() == 0
                    && !uid.equals("0");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
