package dev.millrace.embedded;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the ways in which a broker ends its process. Kafka keeps them in one place for the
 * whole JVM and cannot say which broker calls, so every running one is told.
 */
final class KafkaExits {

    private static final Logger log = LoggerFactory.getLogger(KafkaExits.class);
    private static final Set<Consumer<String>> LISTENERS = new CopyOnWriteArraySet<>();

    private KafkaExits() {}

    static void tell(Consumer<String> listener) {
        LISTENERS.add(listener);
        Exit.setExitProcedure((status, message) -> ended("exit", status, message));
        Exit.setHaltProcedure((status, message) -> ended("halt", status, message));
    }

    static void forget(Consumer<String> listener) {
        LISTENERS.remove(listener);
    }

    private static void ended(String how, int status, String message) {
        var text = message == null ? "no reason given" : message;
        log.error("The broker asked to {} with status {}: {}", how, status, text);
        LISTENERS.forEach(listener -> listener.accept(text));
    }
}
