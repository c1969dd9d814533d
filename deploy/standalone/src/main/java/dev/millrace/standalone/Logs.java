package dev.millrace.standalone;

import java.nio.file.Path;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The launcher's logging: one configuration for the whole JVM. Left to Spring, each of the six
 * contexts would set it up anew, and every line would bear the name of the last.
 */
public final class Logs {

    private Logs() {}

    /** JSON lines into a file; must be called before the first logger is made. */
    public static void to(Path file) {
        System.setProperty("millrace.log", file.toString());
        configure("millrace-logback.xml");
    }

    /** Only what went wrong, for commands that print records. */
    public static void quiet() {
        configure("millrace-logback-quiet.xml");
    }

    /** Tomcat and OpenTelemetry speak through the JDK's own logging. */
    private static void configure(String resource) {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty("logback.configurationFile", resource);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
