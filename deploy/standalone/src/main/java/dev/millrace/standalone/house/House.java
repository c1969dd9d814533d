package dev.millrace.standalone.house;

import static java.util.Objects.requireNonNull;

import dev.millrace.standalone.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The six services in this JVM. They start one after another: started together, Spring's logging
 * finds no environment, and it is not faster either.
 */
public final class House implements AutoCloseable {

    /** Tells {@link OwnJarsFilter} whose context it filters. */
    static final String SERVICE_PROPERTY = "millrace.house.service";

    private static final Logger log = LoggerFactory.getLogger(House.class);
    private static final Duration CLOSE = Duration.ofSeconds(7);

    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Deque<ConfigurableApplicationContext> stages = new ArrayDeque<>();
    private final Progress progress;
    private List<ConfigurableApplicationContext> gateway = List.of();

    public House(Progress progress) {
        this.progress = progress;
    }

    /** Starts a stage on any free port. */
    public void stage(ServiceHome home, Map<String, String> properties) {
        stages.push(start(home, properties));
    }

    /** Starts the gateway, last. */
    public void gateway(Map<String, String> properties) {
        gateway = List.of(start(ServiceHome.GATEWAY, properties));
    }

    /** Where each service listens, by id. */
    public Map<String, Integer> ports() {
        return ports;
    }

    public Map<String, String> urls() {
        var urls = new LinkedHashMap<String, String>();
        ports.forEach((id, port) -> urls.put(id, "http://127.0.0.1:" + port));
        return urls;
    }

    /** The running context of a service. */
    ConfigurableApplicationContext context(ServiceHome home) {
        return Stream.concat(stages.stream(), gateway.stream())
                .filter(context -> home.id().equals(context.getId()))
                .findFirst()
                .orElseThrow();
    }

    private ConfigurableApplicationContext start(ServiceHome home, Map<String, String> properties) {
        var begun = System.nanoTime();
        var arguments =
                properties.entrySet().stream()
                        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new);
        var context =
                home.builder()
                        .get()
                        .properties(SERVICE_PROPERTY + "=" + home.id())
                        .main(home.application())
                        .registerShutdownHook(false)
                        .run(arguments);
        ports.put(
                home.id(),
                requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort());
        progress.say(
                "  %-20s %.1f s"
                        .formatted(home.id(), (System.nanoTime() - begun) / 1_000_000_000d));
        return context;
    }

    /** The gateway first, so that nobody is let in any more; then the stages together. */
    @Override
    public void close() {
        close(gateway);
        close(stages);
    }

    private static void close(Collection<ConfigurableApplicationContext> contexts) {
        var end = System.nanoTime() + CLOSE.toNanos();
        var closers =
                contexts.stream()
                        .map(context -> Thread.ofVirtual().start(() -> close(context)))
                        .toList();
        for (var closer : closers) {
            try {
                if (!closer.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    log.warn("A service did not stop within {} s", CLOSE.toSeconds());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void close(ConfigurableApplicationContext context) {
        try {
            context.close();
        } catch (RuntimeException e) {
            log.warn("A service did not stop cleanly", e);
        }
    }
}
