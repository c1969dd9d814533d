package dev.millrace.standalone.clients;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The tests in src/test/node, with their packages installed, in a folder of the build. */
final class Node {

    private static final int PATIENCE_MINUTES = 5;
    private static final String LOCK = "package-lock.json";
    private static final String INSTALLED = "installed.json";

    private final Path folder;

    private Node(Path folder) {
        this.folder = folder;
    }

    /** Where the tests are written. */
    static Path sources() {
        return Path.of("src/test/node");
    }

    /** Names of the files that hold tests. */
    static List<String> testFiles() {
        try (var files = Files.list(sources())) {
            return files.map(file -> requireNonNull(file.getFileName()).toString())
                    .filter(name -> name.endsWith(".test.mjs"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Copies the tests and installs what they need, unless an earlier build did.
     *
     * @throws IllegalStateException with one sentence when node, npm or a package is missing
     */
    static Node installed() throws IOException, InterruptedException {
        var folder = Files.createDirectories(Path.of("target/node"));
        try (var files = Files.list(sources())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        folder.resolve(requireNonNull(file.getFileName())),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        var node = new Node(folder);
        var wanted = Files.readString(folder.resolve(LOCK));
        var installed = folder.resolve(INSTALLED);
        if (!Files.exists(installed) || !Files.readString(installed).equals(wanted)) {
            var said = node.run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");
            if (said.code() != 0) {
                throw new IllegalStateException(
                        "npm ci could not install the packages of src/test/node: " + said.err());
            }
            Files.writeString(installed, wanted);
        }
        return node;
    }

    record Said(int code, String out, String err) {}

    Said run(Map<String, String> variables, String... command)
            throws IOException, InterruptedException {
        var out = folder.resolve(command[0] + ".out");
        var err = folder.resolve(command[0] + ".err");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(variables);
        var process = started(builder);
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        String.join(" ", command) + " did not end: " + Files.readString(err));
            }
            return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            end(process);
        }
    }

    static Process started(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    builder.command().getFirst()
                            + " is missing: install Node.js 20 or newer with npm (.ci/run does)",
                    e);
        }
    }

    private static void end(Process process) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
