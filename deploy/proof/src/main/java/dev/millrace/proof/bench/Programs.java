package dev.millrace.proof.bench;

import static java.util.Objects.requireNonNull;

import dev.millrace.proof.product.Product;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the stub, the floor and the load as processes of their own, so that their garbage is not
 * the measured one's.
 */
public final class Programs {

    static final String MODEL = "stub-1";

    private Programs() {}

    /** An upstream that answers after {@code delayMillis}. */
    public static Process stub(int port, int delayMillis) throws IOException {
        return java(Stub.class, List.of("-Xmx256m", "-XX:+UseSerialGC"), port, delayMillis);
    }

    static Process floor(int port, String upstream, Path folder) throws IOException {
        Process floor =
                java(
                        Floor.class,
                        List.of(
                                "-Xmx1g",
                                "-XX:+UseParallelGC",
                                "-Djdk.virtualThreadScheduler.parallelism="
                                        + 2 * Runtime.getRuntime().availableProcessors(),
                                // The JDK's server closes idle connections above 200 and waits for
                                // more to send: both would make the floor look worse than it is.
                                "-Dsun.net.httpserver.maxIdleConnections=10000",
                                "-Dsun.net.httpserver.nodelay=true"),
                        port,
                        upstream,
                        folder);
        BufferedReader lines = lines(floor);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("floor ready")) {
                return floor;
            }
        }
        throw new IllegalStateException("the floor ended before it was ready");
    }

    /** One closed loop of {@code connections} for {@code seconds}. */
    public static Measured load(int port, int connections, int seconds, boolean stream)
            throws IOException, InterruptedException {
        Process load =
                java(
                        Load.class,
                        List.of("-Xmx512m", "-XX:+UseSerialGC"),
                        port,
                        "/v1/chat/completions",
                        Product.ADMIN_KEY,
                        MODEL,
                        connections,
                        seconds,
                        stream ? "stream" : "plain");
        try (BufferedReader lines = lines(load)) {
            String line = lines.readLine();
            load.waitFor();
            if (line == null) {
                throw new IllegalStateException("the load ended without a figure");
            }
            return Measured.parse(line);
        }
    }

    private static Process java(Class<?> main, List<String> flags, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(
                Path.of(requireNonNull(System.getProperty("java.home")), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(
                List.of(
                        "-cp",
                        requireNonNull(System.getProperty("java.class.path")),
                        main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
