package dev.millrace.provider.ollama;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.upstream.Exchange;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.Upstream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /api/tags}; and {@code POST /api/show} for each model that is new, because the window
 * and the abilities that a chat request depends on stand nowhere else.
 */
final class OllamaModels implements ModelSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int LONGEST_NAME = 200;

    private final Upstream upstream;
    private final Clock clock;
    private final ShownModels shown;

    OllamaModels(Upstream upstream, Clock clock, ShownModels shown) {
        this.upstream = upstream;
        this.clock = clock;
        this.shown = shown;
    }

    @Override
    public List<String> models() throws ProviderException, InterruptedException {
        Map<String, String> digests = new LinkedHashMap<>();
        try (Exchange exchange = upstream.get("/api/tags", TIMEOUT)) {
            JsonNode models = read(exchange).path("models");
            if (!models.isArray()) {
                throw new ProviderException(new ProviderFailure.InvalidAnswer("no models"));
            }
            for (JsonNode model : models) {
                String name = Json.text(model, "name");
                if (!name.isEmpty() && name.length() <= LONGEST_NAME) {
                    digests.put(name, Json.text(model, "digest"));
                }
            }
        } catch (ProviderException e) {
            throw upstream.redacted(e);
        }
        shown.keep(digests.keySet());
        for (Map.Entry<String, String> model : digests.entrySet()) {
            if (shown.of(model.getKey(), model.getValue()).isEmpty()) {
                show(model.getKey(), model.getValue());
            }
        }
        return new ArrayList<>(digests.keySet());
    }

    /** One that cannot be shown is offered all the same: it is only less well known. */
    private void show(String name, String digest) throws InterruptedException {
        try (Exchange exchange =
                upstream.post(
                        "/api/show",
                        ShownModels.question(name),
                        clock.instant().plus(TIMEOUT),
                        new Cancellation())) {
            shown.put(name, ShownModels.Shown.of(digest, read(exchange)));
        } catch (ProviderException _) {
            // The next round asks again.
        }
    }

    private static ObjectNode read(Exchange exchange)
            throws ProviderException, InterruptedException {
        Head head = exchange.response(TIMEOUT);
        if (head.status() != 200) {
            throw new ProviderException(OllamaErrors.of(head, exchange.explanation()));
        }
        return Json.object(exchange.all(), "not a JSON object");
    }
}
