package dev.millrace.standalone.processes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Command lines of child JVMs, on the Java this JVM runs on. */
final class Jvm {

    private Jvm() {}

    static List<String> command(
            int heapMebibytes,
            List<String> options,
            String classPath,
            String mainClass,
            List<String> arguments) {
        var java = Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java");
        var command =
                new ArrayList<>(
                        List.of(
                                java.toString(),
                                "-Xmx" + heapMebibytes + "m",
                                // Small heaps on few cores: the simplest collector is the quickest.
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(everyJvm(System.getenv().getOrDefault("MILLRACE_JAVA_OPTS", "")));
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return command;
    }

    /** What the script gives to its own JVM too, after a user's wish. */
    private static List<String> everyJvm(String options) {
        return Pattern.compile("\\s+")
                .splitAsStream(options.strip())
                .filter(o -> !o.isEmpty())
                .toList();
    }
}
