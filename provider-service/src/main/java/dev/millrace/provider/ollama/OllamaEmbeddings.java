package dev.millrace.provider.ollama;

import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.protocol.EmbeddingProtocol;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.upstream.Head;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /api/embed}. */
final class OllamaEmbeddings implements EmbeddingProtocol {

    private static final Set<String> OWN =
            Set.of("dimensions", "truncate", "keep_alive", "options");

    /** The encoding is chosen here, on the way back. */
    private static final Set<String> TRANSLATED = Set.of("model", "input", "encoding_format");

    @Override
    public Request request(EmbeddingCall call) throws ProviderException {
        ObjectNode in = Json.object(call.body().bytes(), "a request that is no object");
        SortedSet<String> dropped = new TreeSet<>();
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("model", call.model());
        out.set("input", texts(in.path("input")));
        // A text that does not fit is refused: by default it would be cut without a word.
        out.put("truncate", false);
        for (Map.Entry<String, JsonNode> member : in.properties()) {
            String name = member.getKey();
            if (OWN.contains(name)) {
                out.set(name, member.getValue());
            } else if (!TRANSLATED.contains(name) && !Request.OURS.contains(name)) {
                dropped.add(name);
            }
        }
        return new Request("/api/embed", Json.bytes(out), dropped);
    }

    private static JsonNode texts(JsonNode input) throws ProviderException {
        for (JsonNode text : input.isString() ? Json.MAPPER.createArrayNode() : input) {
            if (!text.isString()) {
                throw new ProviderException(
                        new ProviderFailure.InvalidRequest(
                                "input", "This provider embeds texts, not tokens."));
            }
        }
        return input;
    }

    @Override
    public Vectors vectors(EmbeddingCall call, ObjectNode answer) throws ProviderException {
        if (answer.hasNonNull("error")) {
            throw new ProviderException(OllamaErrors.inside(answer));
        }
        ArrayNode data = Json.MAPPER.createArrayNode();
        for (JsonNode vector : answer.path("embeddings")) {
            data.addObject().set("embedding", vector);
        }
        JsonNode count = answer.path("prompt_eval_count");
        return new Vectors(
                Json.text(answer, "model"),
                data,
                count.isNumber()
                        ? new Usage(Math.max(0, count.asLong(0)), 0L, 0L, 0L, 0L, false)
                        : null);
    }

    @Override
    public ProviderFailure refusal(Head head, byte[] body) {
        return OllamaErrors.of(head, body);
    }
}
