package dev.millrace.proof.product;

import dev.millrace.embedded.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running product, started with the same script a user runs; closing it is Ctrl-C. */
public final class Product implements AutoCloseable {

    /** The admin key of every product under proof. */
    public static final String ADMIN_KEY = "sk-millrace-proof-0123456789abcdef0123456789abcdef";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final URI NOT_READY = URI.create("about:blank");

    /** A first start after a build rehearses, which takes some minutes. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Setup setup;
    private final Process process;
    private final URI address;

    /**
     * How to start it, on a free port.
     *
     * @param data its data folder
     * @param processes each service in a JVM of its own
     * @param gateways instances of the gateway; more than one needs {@code processes}
     * @param providers instances of provider-service; more than one needs {@code processes}
     * @param environment added to this process's environment
     */
    public record Setup(
            Path data,
            boolean processes,
            int gateways,
            int providers,
            Map<String, String> environment) {

        public Setup(Path data, boolean processes, int gateways, Map<String, String> environment) {
            this(data, processes, gateways, 1, environment);
        }

        /** What it says on its standard error. */
        private Path log() {
            return data.resolveSibling(data.getFileName() + ".log");
        }

        /** What it says on its standard output until it is ready. */
        private Path output() {
            return data.resolveSibling(data.getFileName() + ".out");
        }
    }

    private Product(Setup setup, Process process, URI address) {
        this.setup = setup;
        this.process = process;
        this.address = address;
    }

    /** Starts it and waits until it says that it is ready. */
    public static Product start(Setup setup) {
        return start(setup, home());
    }

    /**
     * The same of another checkout.
     *
     * @param home the folder of its script
     */
    public static Product start(Setup setup, Path home) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                home.resolve("millrace").toString(),
                                "up",
                                "--port",
                                Integer.toString(FreePort.row(setup.gateways())),
                                "--data",
                                setup.data().toString()));
        if (setup.processes()) {
            command.add("--processes");
        }
        try {
            Files.createDirectories(setup.data());
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(setup.log().toFile()));
            builder.environment().put("MILLRACE_ADMIN_KEY", ADMIN_KEY);
            builder.environment().put("MILLRACE_GATEWAYS", Integer.toString(setup.gateways()));
            builder.environment().put("MILLRACE_PROVIDERS", Integer.toString(setup.providers()));
            builder.environment().putAll(setup.environment());
            Process process = builder.start();
            return new Product(setup, process, awaitReady(process, setup));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI awaitReady(Process process, Setup setup) {
        URI ready =
                CompletableFuture.supplyAsync(
                                () -> readiness(process, setup), Thread::startVirtualThread)
                        .completeOnTimeout(NOT_READY, READY_WITHIN.toSeconds(), TimeUnit.SECONDS)
                        .join();
        if (ready.equals(NOT_READY)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException("the product did not get ready: " + lastWords(setup));
        }
        return ready;
    }

    /** Read now: the folder may be gone when somebody looks for the reason. */
    private static String lastWords(Setup setup) {
        try {
            List<String> lines = Files.readAllLines(setup.log());
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
        } catch (IOException e) {
            return "it said nothing that can be read (" + e + ")";
        }
    }

    /** The address it names when it is ready, {@code NOT_READY} when it ends before. */
    private static URI readiness(Process process, Setup setup) {
        // Not closed: closing it would break the pipe of a product that goes on.
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Files.writeString(
                        setup.output(),
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                if (line.startsWith("millrace ready ")) {
                    return URI.create(line.substring("millrace ready ".length()).strip());
                }
            }
            return NOT_READY;
        } catch (IOException e) {
            return NOT_READY;
        }
    }

    /** The folder of the script: the project's own. */
    public static Path home() {
        for (Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("millrace"))
                    && Files.exists(folder.resolve("pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "the millrace script was not found in this folder or above it");
    }

    public URI address() {
        return address;
    }

    /** The address of each gateway. */
    public List<URI> gateways() {
        if (!setup.processes()) {
            return List.of(address);
        }
        return processes().stream()
                .filter(name -> name.startsWith("api-gateway"))
                .map(name -> URI.create("http://127.0.0.1:" + entry(name).path("port").asInt()))
                .toList();
    }

    /** Names of the processes it is made of, broker and database included. */
    public List<String> processes() {
        return pids().propertyNames().stream().sorted().toList();
    }

    public long pid(String name) {
        return entry(name).path("pid").asLong();
    }

    /** The process answers: a service says that it is up, broker and database take connections. */
    public boolean isReady(String name) {
        int port = entry(name).path("port").asInt();
        if (name.equals("kafka") || name.equals("postgres")) {
            return connects(port);
        }
        try {
            return http.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(
                                                            "http://127.0.0.1:"
                                                                    + port
                                                                    + "/actuator/health"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The broker's address. */
    public String bootstrapServers() {
        return "127.0.0.1:" + entry("kafka").path("port").asInt();
    }

    /** Where its database takes connections on loopback. */
    public int databasePort() {
        return entry("postgres").path("port").asInt();
    }

    /** The process tree of the product dies at once, as in a power cut of the process kind. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    private JsonNode entry(String name) {
        return pids().path(name);
    }

    private JsonNode pids() {
        try {
            return JSON.readTree(
                    Files.readString(setup.data().resolve("run").resolve("pids.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
        http.close();
    }
}
