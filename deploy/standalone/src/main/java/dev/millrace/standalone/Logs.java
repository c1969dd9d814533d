package dev.millrace.standalone;

import java.nio.file.Path;

/**
 * The launcher's logging: one configuration for the whole JVM. Left to Spring, each of the six
 * contexts would set it up anew, and every line would bear the name of the last.
 */
public final class Logs {

    private Logs() {}

    /** JSON lines into a file; must be called before the first logger is made. */
    public static void to(Path file) {
        configure("millrace-logback.xml");
        System.setProperty("millrace.log", file.toString());
    }

    /** Only what went wrong, for commands that print records. */
    public static void quiet() {
        configure("millrace-logback-quiet.xml");
    }

    private static void configure(String resource) {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", resource);
    }
}
