package dev.millrace.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs other people's programs while pgvector is made: nothing of our environment reaches them but
 * the path and the way out to the network, and all of them together end in time.
 */
final class BuildTools {

    private static final List<String> INHERITED =
            List.of("PATH", "http_proxy", "https_proxy", "no_proxy");

    private final Path log;
    private final long end;

    /**
     * @param log gets what the programs say
     * @param patience for all of them together
     */
    BuildTools(Path log, Duration patience) {
        this.log = log;
        this.end = System.nanoTime() + patience.toNanos();
    }

    /** Whether it ended well; that it could not be started or ran out of time is an exception. */
    boolean works(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, Unavailable {
        return status(folder, environment, command, ProcessBuilder.Redirect.appendTo(log.toFile()))
                == 0;
    }

    /** Its output. */
    String output(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, Unavailable {
        var output = Files.createTempFile(folder, "output", ".txt");
        var status =
                status(folder, environment, command, ProcessBuilder.Redirect.to(output.toFile()));
        if (status != 0) {
            throw new Unavailable(command.getFirst() + " ended with status " + status);
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private int status(
            Path folder,
            Map<String, String> environment,
            List<String> command,
            ProcessBuilder.Redirect output)
            throws IOException, Unavailable {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putIfAbsent("PATH", "/usr/bin:/bin");
        builder.environment().putAll(Map.of("LC_ALL", "C", "HOME", folder.toString()));
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.redirectOutput(output);
        var process = builder.start();
        try {
            if (process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return process.exitValue();
            }
            throw new Unavailable("it took too long (" + command.getFirst() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
