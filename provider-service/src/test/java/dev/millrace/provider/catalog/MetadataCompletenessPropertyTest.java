package dev.millrace.provider.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.catalog.CatalogRepository.StoredModel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every model that is offered tells all that is known of it, and an override takes nothing else.
 */
class MetadataCompletenessPropertyTest {

    private static final int TRIES = 400;
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final List<String> VENDORS =
            List.of(
                    "openai",
                    "anthropic",
                    "gemini",
                    "qwen",
                    "zhipu",
                    "deepseek",
                    "hunyuan",
                    "qianfan",
                    "simulator",
                    "ollama",
                    "vllm");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final KnownModels known = KnownModels.shipped();

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private ModelOrigin origin() {
        String kind = one(VENDORS);
        String id = random.nextBoolean() ? kind : "own-" + random.nextInt(9);
        return new ModelOrigin(id, kind, random.nextBoolean());
    }

    /** A known one, a dated one, one of nobody. */
    private String name(ModelOrigin origin) {
        List<String> shipped = known.of(origin.kind());
        if (shipped.isEmpty() || random.nextInt(4) == 0) {
            return one(List.of("my-model", "qwen3:8b", "org/llama-3", "text-embed-x", "llava:7b"))
                    + random.nextInt(9);
        }
        return one(shipped)
                + (random.nextInt(3) == 0 ? "-2026-01-0" + (1 + random.nextInt(9)) : "");
    }

    @Test
    void everyModelOfEveryOriginIsShownAndAnnouncedWithAllThatIsKnown() {
        for (int i = 0; i < TRIES; i++) {
            ModelOrigin origin = origin();
            String name = name(origin);
            Model model = known.describe(origin, name);
            if (model == null) {
                continue;
            }
            check(
                    "seed %d, try %d: %s of %s".formatted(seed, i, name, origin),
                    origin,
                    new StoredModel(model, NOW, true, null, 0));
            assertThat(model.provider()).isEqualTo(origin.provider());
            assertThat(model.name()).isEqualTo(name);
        }
    }

    private void check(String where, ModelOrigin origin, StoredModel stored) {
        Model model = stored.model();
        ModelView view = ModelView.of(stored, known.evidence(origin), NOW);
        ModelOffered offered = model.offered(stored.since());
        assertThat(view.operations()).as(where).isNotEmpty();
        assertThat(view.id()).as(where).isEqualTo(model.provider() + "/" + model.name());
        assertThat(view.evidence()).as(where).isIn("recorded", "documented only", "built in");
        assertThat(view.status()).as(where).isIn("current", "deprecated", "retired");
        // Unpriced is said, and is not free of charge.
        assertThat(view.priced()).as(where).isEqualTo(view.price() != null);
        @Nullable Price price = model.price();
        assertThat(view.priced()).as(where).isEqualTo(price != null);
        assertThat(offered.getPrice().orElse(null)).as(where).isEqualTo(price);
        if (view.price() != null) {
            assertThat(PriceJson.read(view.price())).as(where).isEqualTo(price);
        }
        assertThat(view.capabilities()).as(where).isEqualTo(offered.getCapabilities());
        assertThat(view.contextWindow()).as(where).isEqualTo(model.contextWindow());
        assertThat(offered.getContextWindow().orElse(null))
                .as(where)
                .isEqualTo(model.contextWindow());
        assertThat(view.maxOutput()).as(where).isEqualTo(model.maxOutput());
        assertThat(offered.getMaxOutputTokens().orElse(null))
                .as(where)
                .isEqualTo(model.maxOutput());
        assertThat(offered.getOperations()).as(where).isEqualTo(model.operations());
        assertThat(view.operations())
                .as(where)
                .isEqualTo(
                        offered.getOperations().stream()
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .toList());
        assertThat(offered.getSimulated()).as(where).isEqualTo(view.simulated());
        assertThat(text(offered.getDeprecatedAt().orElse(null)))
                .as(where)
                .isEqualTo(view.deprecatedAt());
        assertThat(text(offered.getRetiresAt().orElse(null))).as(where).isEqualTo(view.retiresAt());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    @Test
    void anOverrideChangesWhatItNamesAndLosesNothing() {
        for (int i = 0; i < TRIES; i++) {
            ModelOrigin origin = origin();
            Model before = known.describe(origin, name(origin));
            if (before == null) {
                continue;
            }
            ObjectNode said = override();
            String where = "seed %d, try %d: %s over %s".formatted(seed, i, said, before);
            ModelOverride override = OverrideRules.read(said);
            // As the row keeps it.
            ModelOverride kept =
                    new ModelOverride(
                            (ObjectNode) Json.MAPPER.readTree(override.fields().toString()));
            StoredModel stored = new StoredModel(before, NOW, true, kept, 1);
            Model after = stored.model();
            check(where, origin, stored);
            same(said, "operations", where, before.operations(), after.operations());
            same(said, "capabilities", where, before.capabilities(), after.capabilities());
            same(said, "context_window", where, before.contextWindow(), after.contextWindow());
            same(said, "max_output_tokens", where, before.maxOutput(), after.maxOutput());
            same(said, "price", where, before.price(), after.price());
            same(said, "deprecated_at", where, before.deprecatedAt(), after.deprecatedAt());
            same(said, "retires_at", where, before.retiresAt(), after.retiresAt());
            assertThat(after.simulated()).as(where).isEqualTo(before.simulated());
            assertThat(stored.offered()).as(where).isEqualTo(said.path("offered").asBoolean(true));
            assertThat(ModelView.of(stored, "x", NOW).override())
                    .as(where)
                    .isEqualTo(kept.fields());
        }
    }

    /** Where it is not named it is as before, else as it was said. */
    private static void same(
            ObjectNode said,
            String name,
            String where,
            @Nullable Object before,
            @Nullable Object after) {
        if (!said.has(name)) {
            assertThat(after).as("%s in %s", name, where).isEqualTo(before);
            return;
        }
        JsonNode value = said.get(name);
        if (value.isNull()) {
            assertThat(after).as("%s in %s", name, where).isNull();
        } else {
            assertThat(after).as("%s in %s", name, where).isEqualTo(meant(name, value));
        }
    }

    private static Object meant(String name, JsonNode value) {
        return switch (name) {
            case "operations" ->
                    texts(value).stream()
                            .map(text -> Operation.valueOf(text.toUpperCase(Locale.ROOT)))
                            .toList();
            case "capabilities" -> texts(value);
            case "price" -> PriceJson.read(value);
            case "deprecated_at", "retires_at" -> Instant.parse(value.stringValue());
            default -> value.longValue();
        };
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.stringValue()));
        return texts;
    }

    private ObjectNode override() {
        ObjectNode said = Json.MAPPER.createObjectNode();
        maybe(() -> said.putArray("operations").add(one(List.of("chat", "embeddings"))));
        maybe(
                () -> {
                    ArrayNode list = said.putArray("capabilities");
                    for (String each : List.of("tools", "vision", "reasoning", "json_schema")) {
                        maybe(() -> list.add(each));
                    }
                });
        maybe(() -> tokens(said, "context_window"));
        maybe(() -> tokens(said, "max_output_tokens"));
        maybe(
                () -> {
                    if (random.nextInt(4) == 0) {
                        said.putNull("price");
                    } else {
                        price(said.putObject("price"));
                    }
                });
        Instant deprecated = NOW.plus(Duration.ofDays(random.nextInt(200) - 100));
        maybe(() -> said.put("deprecated_at", deprecated.toString()));
        maybe(
                () ->
                        said.put(
                                "retires_at",
                                deprecated.plus(random.nextInt(99), ChronoUnit.DAYS).toString()));
        maybe(() -> said.put("offered", random.nextBoolean()));
        return said;
    }

    private void maybe(Runnable make) {
        if (random.nextBoolean()) {
            make.run();
        }
    }

    private void tokens(ObjectNode said, String name) {
        if (random.nextInt(4) == 0) {
            said.putNull(name);
        } else {
            said.put(name, 1L + random.nextInt(2_000_000));
        }
    }

    private void price(ObjectNode price) {
        price.put("currency", one(List.of("USD", "CNY", "EUR")));
        rates(price);
        ArrayNode tiers = price.putArray("tiers");
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode tier = tiers.addObject();
            tier.put("above_input_tokens", i * 1_000L);
            maybe(() -> tier.put("service_tier", one(List.of("flex", "priority"))));
            rates(tier);
        }
    }

    private void rates(ObjectNode to) {
        to.put("input", amount()).put("output", amount());
        maybe(() -> to.put("cached_input", amount()));
        maybe(() -> to.put("cache_write_input", amount()));
    }

    private String amount() {
        return random.nextInt(1_000)
                + (random.nextBoolean() ? "" : "." + (1 + random.nextInt(99_999)));
    }
}
