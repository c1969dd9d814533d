package dev.millrace.standalone;

import dev.millrace.standalone.place.RunFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The launcher in a JVM of its own, as the script starts it. */
final class Launched implements AutoCloseable {

    static final String ADMIN_KEY = SharedHouse.ADMIN_KEY;
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path data;
    private final String url;

    /** It lives for seconds, and so do its children. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private Launched(Process process, Path data, String url) {
        this.process = process;
        this.data = data;
        this.url = url;
    }

    static Launched up(Path data, int port, String... more) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(
                                                Objects.requireNonNull(
                                                        System.getProperty("java.home")),
                                                "bin/java")
                                        .toString(),
                                "-Xmx768m",
                                SHORT_LIVED,
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                Objects.requireNonNull(System.getProperty("java.class.path")),
                                Millrace.class.getName(),
                                "up",
                                "--port",
                                Integer.toString(port),
                                "--data",
                                data.toString()));
        command.addAll(List.of(more));
        var builder = new ProcessBuilder(command);
        builder.environment().put("MILLRACE_ADMIN_KEY", ADMIN_KEY);
        builder.environment().put("MILLRACE_JAVA_OPTS", SHORT_LIVED);
        builder.redirectError(data.resolveSibling(data.getFileName() + ".err").toFile());
        var process = builder.start();
        return new Launched(process, data, awaitReady(process));
    }

    private static String awaitReady(Process process) throws IOException {
        var end = System.nanoTime() + READY_WITHIN.toNanos();
        var lines = process.inputReader();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("millrace ready ")) {
                return line.substring("millrace ready ".length());
            }
            if (System.nanoTime() > end) {
                break;
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("not ready");
    }

    Map<String, RunFile.Entry> processes() {
        return RunFile.in(data).read();
    }

    RunFile.Entry entry(String name) {
        return Objects.requireNonNull(processes().get(name), name);
    }

    Process process() {
        return process;
    }

    /** Asks one question and gives the status. */
    int ask() throws InterruptedException {
        return ask(url).map(HttpResponse::statusCode).orElse(0);
    }

    private Optional<HttpResponse<String>> ask(String address) throws InterruptedException {
        try {
            return Optional.of(
                    http.send(
                            HttpRequest.newBuilder(URI.create(address + "/v1/chat/completions"))
                                    .timeout(Duration.ofSeconds(20))
                                    .header("Authorization", "Bearer " + ADMIN_KEY)
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            BodyPublishers.ofString(
                                                    """
                                                    {"model": "auto", "messages": [{"role": "user", "content": "Hi"}]}\
                                                    """))
                                    .build(),
                            BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** SIGTERM, and how long the end took. */
    Duration terminate() throws InterruptedException {
        var begun = System.nanoTime();
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            throw new IllegalStateException("does not end");
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
