package dev.millrace.router.plan;

import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.router.catalog.Catalog;
import dev.millrace.router.catalog.Offer;
import dev.millrace.router.group.GroupSet;
import dev.millrace.router.group.ModelGroup;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.page.Page;
import dev.millrace.web.token.AllowedModels;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** `GET /api/v1/routing/models`: what the caller can ask for by name, and who offers it. */
@RestController
final class ModelsController {

    private static final int MOST = 1_000;

    /**
     * A name that can be asked for.
     *
     * @param object `model`, or `model_group`: then its offers are those of the deployments
     * @param offers in the order in which they would be tried; of a group in the order it lists
     *     them
     */
    record Model(String id, String object, List<OfferShown> offers) {}

    /** One provider's offer of it. */
    @JsonNaming(SnakeCaseStrategy.class)
    record OfferShown(
            String provider,
            String model,
            String health,
            List<String> operations,
            SortedSet<String> capabilities,
            @Nullable Long contextWindow,
            @Nullable Long maxOutputTokens,
            @Nullable PriceShown price,
            boolean simulated,
            @Nullable String deprecatedAt,
            @Nullable String retiresAt) {

        static OfferShown of(Offer offer) {
            Price price = offer.price();
            return new OfferShown(
                    offer.provider(),
                    offer.model(),
                    offer.health().name().toLowerCase(Locale.ROOT),
                    offer.operations().stream()
                            .sorted()
                            .map(Operation::name)
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .toList(),
                    new TreeSet<>(offer.capabilities()),
                    offer.contextWindow(),
                    offer.maxOutputTokens(),
                    price == null ? null : PriceShown.of(price),
                    offer.simulated(),
                    text(offer.deprecatedAt()),
                    text(offer.retiresAt()));
        }

        private static @Nullable String text(@Nullable Instant moment) {
            return moment == null ? null : moment.toString();
        }
    }

    /** Units of the currency for a million tokens, exact, outside of all tiers. */
    @JsonNaming(SnakeCaseStrategy.class)
    record PriceShown(
            String currency,
            String input,
            String output,
            @Nullable String cachedInput,
            @Nullable String cacheWriteInput) {

        static PriceShown of(Price price) {
            return new PriceShown(
                    price.getCurrency(),
                    amount(price.getInputNanos()),
                    amount(price.getOutputNanos()),
                    optional(price.getCachedInputNanos().orElse(null)),
                    optional(price.getCacheWriteInputNanos().orElse(null)));
        }

        private static @Nullable String optional(@Nullable Long nanos) {
            return nanos == null ? null : amount(nanos);
        }

        private static String amount(long nanos) {
            return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
        }
    }

    private final Supplier<Catalog> catalog;
    private final Supplier<GroupSet> groups;

    ModelsController(Supplier<Catalog> catalog, Supplier<GroupSet> groups) {
        this.catalog = catalog;
        this.groups = groups;
    }

    /** Sorted by name; {@code after} is the last name of the page before. */
    @GetMapping("/api/v1/routing/models")
    Page<Model> models(
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "") String after,
            HttpServletRequest request) {
        if (limit < 1 || limit > MOST) {
            throw ApiException.at("limit", ErrorCode.INVALID_VALUE, "1-" + MOST);
        }
        Caller caller = Caller.of(request);
        AllowedModels allowed = new AllowedModels(caller.allowedModels());
        TreeMap<String, Model> byName = new TreeMap<>();
        for (Offer offer : catalog.get().offers()) {
            if (offer.visibleTo(caller.tenant())
                    && allowed.allows(offer.provider(), offer.model())) {
                byName.computeIfAbsent(
                                offer.model(), id -> new Model(id, "model", new ArrayList<>()))
                        .offers()
                        .add(OfferShown.of(offer));
            }
        }
        for (ModelGroup group : groups.get().visibleTo(caller.tenant())) {
            List<OfferShown> offers = offers(group, caller, allowed);
            if (!offers.isEmpty() || allowed.allowsName(group.name())) {
                byName.put(group.name(), new Model(group.name(), "model_group", offers));
            } else {
                // The name means the group, even to a key that may not use it.
                byName.remove(group.name());
            }
        }
        List<Model> found =
                byName.tailMap(after, false).values().stream().limit(limit + 1L).toList();
        return Page.of(found, limit, Model::id);
    }

    /** Of a group with a star those that do not depend on it. */
    private List<OfferShown> offers(ModelGroup group, Caller caller, AllowedModels allowed) {
        boolean byName = allowed.allowsName(group.name());
        return group.deployments().stream()
                .flatMap(
                        one ->
                                catalog
                                        .get()
                                        .byName()
                                        .getOrDefault(one.target(), List.of())
                                        .stream())
                .filter(offer -> offer.visibleTo(caller.tenant()))
                .filter(offer -> byName || allowed.allows(offer.provider(), offer.model()))
                .map(OfferShown::of)
                .toList();
    }
}
