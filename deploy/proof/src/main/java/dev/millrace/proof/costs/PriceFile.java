package dev.millrace.proof.costs;

import dev.millrace.proof.load.Client;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the operator says of prices: another currency, and tiers of every kind. */
final class PriceFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A reader of the catalog that is no further behind another than this. */
    private static final Duration CAUGHT_UP = Duration.ofSeconds(1);

    /** By {@code provider/model}; the second is on no provider's list. */
    static final Map<String, String> SAID =
            Map.of(
                    "qwen/qwen-plus",
                    """
                    {"price": {"currency": "CNY", "input": "0.8", "output": "2.0000001",
                      "cached_input": "0.16",
                      "tiers": [
                        {"above_input_tokens": 128000, "input": "2.4", "output": "20"},
                        {"above_input_tokens": 256000, "input": "4.8", "output": "48",
                         "cached_input": "0.96"}]}}
                    """,
                    "deepseek/house/chat-1",
                    """
                    {"offered": true, "operations": ["chat"],
                     "price": {"currency": "CNY", "input": "3.333333333", "output": "9.1",
                      "cached_input": "0.3", "cache_write_input": "4.1",
                      "tiers": [
                        {"service_tier": "flex", "input": "1.5", "output": "4.5"},
                        {"service_tier": "priority", "input": "6", "output": "18",
                         "cached_input": "0.6"},
                        {"service_tier": "flex", "above_input_tokens": 32000,
                         "input": "2.000000001", "output": "6"},
                        {"above_input_tokens": 128000, "input": "7", "output": "21"}]}}
                    """);

    private PriceFile() {}

    /** Says it: one name in the path, as it stands, the other as a parameter. */
    static void say(Client client) throws IOException, InterruptedException {
        for (Map.Entry<String, String> one : SAID.entrySet()) {
            String path =
                    one.getKey().startsWith("qwen/")
                            ? "?id=" + URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8)
                            : "/" + one.getKey();
            HttpResponse<String> answer =
                    client.http()
                            .send(
                                    client.request("/api/v1/llm/models" + path)
                                            .PUT(BodyPublishers.ofString(one.getValue()))
                                            .build(),
                                    BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(one.getKey() + " was not taken: " + answer.body());
            }
        }
    }

    /**
     * The models of the upstream that are offered, when all that must be are, with the prices of
     * this file.
     */
    static Set<String> awaitOffered(Client client) throws IOException, InterruptedException {
        Set<String> wanted = new HashSet<>(SAID.keySet());
        for (String provider : Set.of("qwen", "deepseek")) {
            PricedUpstream.MODELS
                    .getOrDefault(provider, java.util.List.of())
                    .forEach(model -> wanted.add(provider + "/" + model));
        }
        Instant giveUp = Instant.now().plus(PATIENCE);
        Set<String> offered = offered(client);
        while (!offered.containsAll(wanted)) {
            if (Instant.now().isAfter(giveUp)) {
                throw new IOException("not offered: " + wanted + " but " + offered);
            }
            Thread.sleep(200);
            offered = offered(client);
        }
        Thread.sleep(CAUGHT_UP.toMillis());
        Set<String> ours = new HashSet<>(wanted);
        PricedUpstream.MODELS
                .getOrDefault("openai", java.util.List.of())
                .forEach(model -> ours.add("openai/" + model));
        ours.retainAll(offered);
        return ours;
    }

    /** Without those whose price is not yet what was said. */
    private static Set<String> offered(Client client) throws IOException, InterruptedException {
        JsonNode list =
                JSON.readTree(
                        client.http()
                                .send(
                                        client.request("/api/v1/routing/models?limit=1000")
                                                .GET()
                                                .build(),
                                        BodyHandlers.ofString())
                                .body());
        Set<String> offered = new HashSet<>();
        for (JsonNode model : list.path("data")) {
            for (JsonNode offer : model.path("offers")) {
                String id = offer.path("provider").asString() + "/" + model.path("id").asString();
                String currency = offer.path("price").path("currency").asString("");
                if (!SAID.containsKey(id) || currency.equals("CNY")) {
                    offered.add(id);
                }
            }
        }
        return offered;
    }
}
