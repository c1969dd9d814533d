package dev.millrace.gateway.health;

import dev.millrace.gateway.admission.Storage;
import dev.millrace.gateway.routes.Upstreams;
import dev.millrace.log.LogPart;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sums up the house for whoever watches it from outside: up or down, and what a part wrote beside
 * its status for everyone to read. Asked of anyone, so the services are asked at most once a second
 * however often this is.
 */
@RestController
final class HealthController {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Upstreams upstreams;
    private final Storage storage;
    private final ObjectProvider<LogPart> parts;
    private final Clock clock;
    private Summary newest = new Summary("down", "ok", Map.of(), Map.of());
    private Instant asked = Instant.EPOCH;

    HealthController(
            Upstreams upstreams, Storage storage, ObjectProvider<LogPart> parts, Clock clock) {
        this.upstreams = upstreams;
        this.storage = storage;
        this.parts = parts;
        this.clock = clock;
    }

    /**
     * What is told.
     *
     * @param status `up` only when every service is
     * @param notes of services that have one: how they do their work, not whether
     */
    record Summary(
            String status,
            String storage,
            Map<String, String> services,
            Map<String, String> notes) {}

    @GetMapping("/health")
    ResponseEntity<Summary> health() throws InterruptedException {
        Summary summary = summary();
        return ResponseEntity.status(summary.status().equals("up") ? 200 : 503).body(summary);
    }

    private synchronized Summary summary() throws InterruptedException {
        if (clock.instant().isAfter(asked.plus(FRESH))) {
            newest = ask();
            asked = clock.instant();
        }
        return newest;
    }

    private Summary ask() throws InterruptedException {
        Map<String, String> services = new ConcurrentHashMap<>();
        Map<String, String> notes = new ConcurrentHashMap<>();
        services.put("api-gateway", word(parts.stream().allMatch(LogPart::ready)));
        Map<String, Thread> asking = new TreeMap<>();
        for (String service : upstreams.services()) {
            asking.put(
                    service,
                    Thread.startVirtualThread(
                            () -> {
                                Optional<String> health = upstreams.health(service, PATIENCE);
                                services.put(service, word(health.isPresent()));
                                health.flatMap(HealthController::note)
                                        .ifPresent(note -> notes.put(service, note));
                            }));
        }
        for (Thread thread : asking.values()) {
            thread.join();
        }
        boolean up = services.values().stream().allMatch("up"::equals);
        return new Summary(
                word(up),
                storage.full() ? "full" : "ok",
                new TreeMap<>(services),
                new TreeMap<>(notes));
    }

    /** The descriptions beside the statuses of a service's parts. */
    private static Optional<String> note(String health) {
        try {
            return JsonMapper.shared()
                    .readTree(health)
                    .path("components")
                    .valueStream()
                    .map(part -> part.path("description").asString(""))
                    .filter(description -> !description.isBlank())
                    .reduce((one, other) -> one + "; " + other);
        } catch (JacksonException notOurs) {
            return Optional.empty();
        }
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
