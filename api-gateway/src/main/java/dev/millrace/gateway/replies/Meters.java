package dev.millrace.gateway.replies;

import dev.millrace.events.Operation;
import dev.millrace.web.error.ApiException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How long clients wait, under the names of OpenTelemetry's conventions for generative AI servers.
 * Models are those of the catalog, so there are not endlessly many.
 */
public final class Meters {

    private final MeterRegistry registry;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    private record Series(String name, Operation operation, String model, String error) {}

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A request is over. */
    public void ended(
            Operation operation, String model, @Nullable Throwable error, Duration duration) {
        timer("gen_ai.server.request.duration", operation, model, name(error)).record(duration);
    }

    /** A stream has begun. */
    public void firstToken(Operation operation, String model, Duration duration) {
        timer("gen_ai.server.time_to_first_token", operation, model, "").record(duration);
    }

    private Timer timer(String name, Operation operation, String model, String error) {
        return timers.computeIfAbsent(
                new Series(name, operation, model, error),
                series ->
                        Timer.builder(name)
                                .tag(
                                        "gen_ai.operation.name",
                                        operation == Operation.CHAT ? "chat" : "embeddings")
                                .tag("gen_ai.request.model", model)
                                .tag("error.type", error)
                                .publishPercentileHistogram()
                                .register(registry));
    }

    /** The kind of an error, as metrics and spans name it. */
    static String name(@Nullable Throwable error) {
        return switch (error) {
            case null -> "";
            case ApiException known -> known.code().code();
            case EventStream.EarlyFailure early -> early.failed().code().code();
            case ClientGone _ -> "client_gone";
            default -> "internal_error";
        };
    }
}
