package dev.millrace.gateway.routes;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which service a path belongs to. What is not listed is not forwarded. */
final class Routes {

    /** A folder ends with a slash and holds everything below it; else the path is meant alone. */
    private record Route(String path, String service) {

        boolean takes(String asked) {
            return asked.equals(path) || asked.startsWith(path + "/");
        }
    }

    private static final List<Route> ALL =
            List.of(
                    new Route("/api/v1/routing", "router-service"),
                    new Route("/api/v1/llm/prompts", "router-service"),
                    new Route("/api/v1/experiments", "router-service"),
                    new Route("/api/v1/llm/providers", "provider-service"),
                    new Route("/api/v1/llm/models", "provider-service"),
                    new Route("/api/v1/llm/health", "provider-service"),
                    new Route("/api/v1/llm/cache", "provider-service"),
                    new Route("/api/v1/kb", "rag-service"),
                    new Route("/v1/files", "postprocess-service"),
                    new Route("/v1/batches", "postprocess-service"),
                    new Route("/api/v1/postprocess", "postprocess-service"),
                    new Route("/api/v1/annotation", "postprocess-service"),
                    new Route("/api/v1/replays", "postprocess-service"),
                    new Route("/label-studio", "postprocess-service"),
                    new Route("/api/v1/analytics", "telemetry-service"),
                    new Route("/api/v1/audit", "telemetry-service"),
                    new Route("/api/v1/alerts", "telemetry-service"));

    /**
     * A path that means the same to every reader: no step upwards, no empty step, nothing encoded
     * that could become a step, no path parameters.
     */
    private static final Pattern PLAIN =
            Pattern.compile("(?i)(?!.*/\\.{1,2}(/|$))(?!.*//)(?!.*%(2e|2f|5c|00|25))[^;\\\\]*");

    private Routes() {}

    /**
     * The service of a path.
     *
     * @param path encoded, as it was sent
     */
    static Optional<String> service(String path) {
        if (!PLAIN.matcher(path).matches()) {
            return Optional.empty();
        }
        return ALL.stream().filter(r -> r.takes(path)).map(Route::service).findFirst();
    }
}
