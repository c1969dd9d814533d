package dev.millrace.provider.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.provider.catalog.CatalogRepository.StoredModel;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A model as the API shows it.
 *
 * @param id {@code provider/model}
 * @param priced false when nobody knows what it costs: then {@code price} is null, and not zero
 * @param price units of the currency for a million tokens, in decimal text
 * @param status current, deprecated or retired, at the moment of the answer
 * @param deprecatedAt ISO 8601, as {@code retiresAt}
 * @param evidence what its provider's adapter is tried against: {@code recorded}, {@code documented
 *     only} or {@code built in}
 * @param listed its provider's list names it
 * @param offered it can be asked for
 * @param revision of what operators say of it; 0 when they never did
 * @param override what operators say of it; null when nothing
 */
record ModelView(
        String id,
        String object,
        String provider,
        String name,
        List<String> operations,
        List<String> capabilities,
        @JsonProperty("context_window") @Nullable Long contextWindow,
        @JsonProperty("max_output_tokens") @Nullable Long maxOutput,
        boolean priced,
        @Nullable JsonNode price,
        String status,
        @JsonProperty("deprecated_at") @Nullable String deprecatedAt,
        @JsonProperty("retires_at") @Nullable String retiresAt,
        String evidence,
        boolean simulated,
        boolean listed,
        boolean offered,
        long revision,
        @Nullable JsonNode override,
        @JsonProperty("created_at") long createdAt) {

    static ModelView of(StoredModel stored, String evidence, Instant now) {
        Model model = stored.model();
        Price price = model.price();
        ModelOverride override = stored.override();
        return new ModelView(
                model.provider() + "/" + model.name(),
                "model",
                model.provider(),
                model.name(),
                model.operations().stream().map(ModelView::word).toList(),
                model.capabilities(),
                model.contextWindow(),
                model.maxOutput(),
                price != null,
                price == null ? null : PriceJson.write(price),
                status(model, now),
                text(model.deprecatedAt()),
                text(model.retiresAt()),
                evidence,
                model.simulated(),
                stored.listed(),
                stored.offered(),
                stored.revision(),
                override == null ? null : override.fields(),
                stored.since().getEpochSecond());
    }

    static String word(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    private static String status(Model model, Instant now) {
        Instant retires = model.retiresAt();
        Instant deprecated = model.deprecatedAt();
        if (retires != null && !retires.isAfter(now)) {
            return "retired";
        }
        return deprecated != null && !deprecated.isAfter(now) ? "deprecated" : "current";
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
