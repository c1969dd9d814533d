package dev.millrace.provider.catalog;

import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.provider.attempt.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known of models beyond their names: the shipped list of prices, windows and capabilities,
 * and rules for names it does not hold.
 */
public final class KnownModels {

    private static final String RESOURCE = "/provider/models.json";

    /** Vendors date their snapshots: {@code gpt-4o-mini-2024-07-18}, {@code -20250514}. */
    private static final Pattern SNAPSHOT = Pattern.compile("-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$");

    /** Lists hold models that neither chat nor embed. */
    private static final Pattern OTHER_WORK =
            Pattern.compile(
                    "whisper|tts|dall-e|image|moderation|transcribe|realtime|audio|sora|davinci"
                            + "|babbage|rerank|wanx|cogview|cogvideo|paraformer|cosyvoice");

    private static final Pattern EMBEDDING =
            Pattern.compile("embed|^bge-|/bge-|^gte-|/gte-|^e5-|/e5-|minilm");

    private static final Pattern SEEING =
            Pattern.compile("-vl|vision|llava|gpt-4o|gemma-?3|pixtral");

    /** Models that think aloud between tags unless their server cuts it out. */
    private static final Pattern THINKING =
            Pattern.compile("deepseek-r1|qwq|qwen-?3|magistral|r1-distill|exaone-deep|smollm3");

    private final Map<String, Model> models = new HashMap<>();
    private final List<Model> inOrder = new ArrayList<>();

    private KnownModels() {}

    /** The shipped list. */
    public static KnownModels shipped() {
        KnownModels known = new KnownModels();
        try (InputStream in = KnownModels.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            for (JsonNode row : Json.MAPPER.readTree(in).path("models")) {
                Model model = model(row);
                known.models.put(model.key(), model);
                known.inOrder.add(model);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return known;
    }

    /** Names of the models that a provider is known to have. */
    public List<String> of(String provider) {
        return inOrder.stream()
                .filter(model -> model.provider().equals(provider))
                .map(Model::name)
                .toList();
    }

    /** The model of this name, or null when it does work that is not ours. */
    @Nullable Model describe(Provider provider, String name) {
        Model known = find(provider, name);
        if (known == null) {
            String bare = SNAPSHOT.matcher(name).replaceFirst("");
            known = find(provider, bare);
        }
        if (known != null) {
            return new Model(
                    provider.id(),
                    name,
                    known.operations(),
                    capabilities(provider, name, known.capabilities()),
                    known.contextWindow(),
                    known.maxOutput(),
                    known.price(),
                    known.simulated());
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (OTHER_WORK.matcher(lower).find()) {
            return null;
        }
        if (EMBEDDING.matcher(lower).find()) {
            return new Model(
                    provider.id(),
                    name,
                    List.of(Operation.EMBEDDINGS),
                    List.of(),
                    null,
                    null,
                    null,
                    false);
        }
        return new Model(
                provider.id(),
                name,
                List.of(Operation.CHAT),
                capabilities(provider, name, List.of()),
                null,
                null,
                null,
                false);
    }

    /** A vendor's model may be offered elsewhere under the vendor's name: behind a proxy, say. */
    private @Nullable Model find(Provider provider, String name) {
        Model known = models.get(Model.key(provider.kind(), name));
        return known != null ? known : models.get(Model.key(provider.id(), name));
    }

    /**
     * Empty stays empty (nothing is known, so nothing is refused) unless the name tells of thinking
     * aloud: then everything else is supposed, for the server to judge.
     */
    private static List<String> capabilities(
            Provider provider, String name, List<String> announced) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!provider.thinkTags() || !THINKING.matcher(lower).find()) {
            return announced;
        }
        Set<String> all = new LinkedHashSet<>(announced);
        if (announced.isEmpty()) {
            all.addAll(List.of("tools", "json_schema", "reasoning"));
            if (SEEING.matcher(lower).find()) {
                all.add("vision");
            }
        }
        all.add("think_tags");
        return List.copyOf(all);
    }

    private static Model model(JsonNode row) {
        String provider = Json.text(row, "provider");
        List<Operation> operations = new ArrayList<>();
        for (JsonNode operation : row.path("operations")) {
            operations.add(Operation.valueOf(operation.stringValue().toUpperCase(Locale.ROOT)));
        }
        List<String> capabilities = new ArrayList<>();
        row.path("capabilities").forEach(each -> capabilities.add(each.stringValue()));
        return new Model(
                provider,
                Json.text(row, "model"),
                operations,
                capabilities,
                row.has("contextWindow") ? row.get("contextWindow").longValue() : null,
                row.has("maxOutput") ? row.get("maxOutput").longValue() : null,
                row.has("price") ? price(row.get("price")) : null,
                provider.equals("simulator"));
    }

    private static Price price(JsonNode row) {
        return new Price(
                Json.text(row, "currency"),
                nanos(Json.text(row, "input")),
                nanos(Json.text(row, "output")),
                row.has("cachedInput") ? nanos(Json.text(row, "cachedInput")) : null,
                row.has("cacheWriteInput") ? nanos(Json.text(row, "cacheWriteInput")) : null,
                List.of());
    }

    /** Exact, or it fails at once. */
    private static long nanos(String perMillion) {
        return new BigDecimal(perMillion).movePointRight(9).longValueExact();
    }
}
