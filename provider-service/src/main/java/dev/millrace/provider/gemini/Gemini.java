package dev.millrace.provider.gemini;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.protocol.HttpChatProvider;
import dev.millrace.provider.protocol.HttpEmbeddingProvider;
import dev.millrace.provider.protocol.HttpModelSource;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Upstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Makes providers that speak Gemini's protocol. */
public final class Gemini {

    private static final String PREFIX = "models/";
    private static final Set<String> METHODS = Set.of("generateContent", "embedContent");

    private Gemini() {}

    /** The provider behind an endpoint, whose address ends with the version. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        Map<String, String> headers =
                endpoint.apiKey().isEmpty()
                        ? Map.of()
                        : Map.of("x-goog-api-key", endpoint.apiKey());
        Upstream upstream = new Upstream(client, endpoint, headers);
        return new Provider(
                endpoint.provider(),
                "gemini",
                endpoint.baseUrl(),
                new HttpChatProvider(upstream, new GeminiChat()),
                new HttpEmbeddingProvider(upstream, new GeminiEmbeddings()),
                new HttpModelSource(
                        upstream,
                        GeminiErrors::of,
                        "/models?pageSize=1000",
                        "models",
                        Gemini::ofUse),
                false);
    }

    /** The name of a model that chats or embeds. */
    private static String ofUse(JsonNode model) {
        for (JsonNode method : model.path("supportedGenerationMethods")) {
            if (METHODS.contains(method.asString(""))) {
                return bare(Json.text(model, "name"));
            }
        }
        return "";
    }

    /** What a method of a model is called at. */
    static String path(String model, String method) {
        String segment = URLEncoder.encode(bare(model), StandardCharsets.UTF_8).replace("+", "%20");
        return "/models/" + segment + ":" + method;
    }

    /** A model's name without the kind of resource that the API puts before it. */
    static String bare(String model) {
        return model.startsWith(PREFIX) ? model.substring(PREFIX.length()) : model;
    }
}
