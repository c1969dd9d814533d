package dev.millrace.provider.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.provider.catalog.CatalogRepository.StoredModel;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/llm/models}: what the providers offer. */
@RestController
class ModelsController {

    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final CatalogRepository repository;

    ModelsController(CatalogRepository repository) {
        this.repository = repository;
    }

    /** Decimal currency units for a million tokens, as text: exact. */
    record PriceView(
            String currency,
            String input,
            String output,
            @JsonProperty("cached_input") @Nullable String cachedInput) {

        static PriceView of(Price price) {
            return new PriceView(
                    price.getCurrency(),
                    units(price.getInputNanos()),
                    units(price.getOutputNanos()),
                    price.getCachedInputNanos().map(PriceView::units).orElse(null));
        }

        private static String units(long nanos) {
            BigDecimal units = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
            return units.toPlainString();
        }
    }

    /**
     * A model.
     *
     * @param id {@code provider/model}
     */
    record View(
            String id,
            String object,
            String provider,
            String name,
            List<String> operations,
            List<String> capabilities,
            @JsonProperty("context_window") @Nullable Long contextWindow,
            @JsonProperty("max_output_tokens") @Nullable Long maxOutput,
            @JsonProperty("price_per_million_tokens") @Nullable PriceView price,
            boolean simulated,
            @JsonProperty("created_at") long createdAt) {

        static View of(StoredModel stored) {
            Model model = stored.model();
            Price price = model.price();
            return new View(
                    model.provider() + "/" + model.name(),
                    "model",
                    model.provider(),
                    model.name(),
                    model.operations().stream().map(View::word).toList(),
                    model.capabilities(),
                    model.contextWindow(),
                    model.maxOutput(),
                    price == null ? null : PriceView.of(price),
                    model.simulated(),
                    stored.since().getEpochSecond());
        }

        private static String word(Operation operation) {
            return operation.name().toLowerCase(Locale.ROOT);
        }
    }

    @GetMapping("/api/v1/llm/models")
    Page<View> models(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String after) {
        int size = PageCursor.limit(limit, USUAL, MOST);
        String from = after == null ? "" : after;
        int slash = from.indexOf('/');
        String provider = slash < 0 ? from : from.substring(0, slash);
        String name = slash < 0 ? "" : from.substring(slash + 1);
        List<View> views =
                repository.models(provider, name, size + 1).stream().map(View::of).toList();
        return Page.of(views, size, View::id);
    }
}
