package dev.millrace.provider.catalog;

import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.events.PriceTier;
import dev.millrace.provider.attempt.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
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
    private final Map<String, String> evidence = new HashMap<>();

    private KnownModels() {}

    /** The shipped list. */
    public static KnownModels shipped() {
        KnownModels known = new KnownModels();
        try (InputStream in = KnownModels.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            JsonNode shipped = Json.MAPPER.readTree(in);
            shipped.path("vendors")
                    .properties()
                    .forEach(one -> known.evidence.put(one.getKey(), one.getValue().asString()));
            for (JsonNode row : shipped.path("models")) {
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

    /**
     * What stands behind a provider's adapter: {@code recorded} traffic of its vendor's own servers
     * or {@code documented only}; {@code built in} for those of our own. A provider of no vendor
     * that is known here has documents at best.
     */
    String evidence(ModelOrigin origin) {
        return evidence.getOrDefault(origin.kind(), "documented only");
    }

    /** The model of this name, or null when it does work that is not ours. */
    @Nullable Model describe(Provider provider, String name) {
        return describe(provider.origin(), name);
    }

    @Nullable Model describe(ModelOrigin origin, String name) {
        String vendors = origin.behind().apply(name);
        Model known = find(origin, vendors);
        if (known == null) {
            String bare = SNAPSHOT.matcher(vendors).replaceFirst("");
            known = find(origin, bare);
        }
        if (known != null) {
            return new Model(
                    origin.provider(),
                    name,
                    known.operations(),
                    capabilities(origin.thinkTags(), vendors, known.capabilities()),
                    known.contextWindow(),
                    known.maxOutput(),
                    known.price(),
                    known.simulated(),
                    known.deprecatedAt(),
                    known.retiresAt());
        }
        String lower = vendors.toLowerCase(Locale.ROOT);
        if (OTHER_WORK.matcher(lower).find()) {
            return null;
        }
        if (EMBEDDING.matcher(lower).find()) {
            return Model.unknown(origin.provider(), name, Operation.EMBEDDINGS, List.of());
        }
        return Model.unknown(
                origin.provider(),
                name,
                Operation.CHAT,
                capabilities(origin.thinkTags(), vendors, List.of()));
    }

    /** A vendor's model may be offered elsewhere under the vendor's name: behind a proxy, say. */
    private @Nullable Model find(ModelOrigin origin, String name) {
        Model known = models.get(Model.key(origin.kind(), name));
        return known != null ? known : models.get(Model.key(origin.provider(), name));
    }

    /**
     * Empty stays empty (nothing is known, so nothing is refused) unless the name tells of thinking
     * aloud: then everything else is supposed, for the server to judge.
     */
    private static List<String> capabilities(
            boolean thinkTags, String name, List<String> announced) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!thinkTags || !THINKING.matcher(lower).find()) {
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
                provider.equals("simulator"),
                instant(row, "deprecatedAt"),
                instant(row, "retiresAt"));
    }

    private static @Nullable Instant instant(JsonNode row, String name) {
        return row.has(name) ? Instant.parse(Json.text(row, name)) : null;
    }

    private static Price price(JsonNode row) {
        List<PriceTier> tiers = new ArrayList<>();
        for (JsonNode tier : row.path("tiers")) {
            tiers.add(
                    new PriceTier(
                            tier.path("aboveInputTokens").asLong(0),
                            Json.text(tier, "serviceTier"),
                            PriceJson.nanos(Json.text(tier, "input")),
                            PriceJson.nanos(Json.text(tier, "output")),
                            optional(tier, "cachedInput"),
                            optional(tier, "cacheWriteInput")));
        }
        return new Price(
                Json.text(row, "currency"),
                PriceJson.nanos(Json.text(row, "input")),
                PriceJson.nanos(Json.text(row, "output")),
                optional(row, "cachedInput"),
                optional(row, "cacheWriteInput"),
                List.copyOf(tiers));
    }

    private static @Nullable Long optional(JsonNode price, String name) {
        return price.has(name) ? PriceJson.nanos(Json.text(price, name)) : null;
    }
}
