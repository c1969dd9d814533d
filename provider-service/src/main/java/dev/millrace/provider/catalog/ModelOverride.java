package dev.millrace.provider.catalog;

import dev.millrace.events.Operation;
import dev.millrace.provider.attempt.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operator says of a model, instead of what is shipped or discovered. A member that is not
 * there leaves that as it is; null says that nothing is known.
 *
 * @param fields as {@link OverrideRules} let them through
 */
record ModelOverride(ObjectNode fields) {

    static final String OPERATIONS = "operations";
    static final String CAPABILITIES = "capabilities";
    static final String CONTEXT_WINDOW = "context_window";
    static final String MAX_OUTPUT = "max_output_tokens";
    static final String PRICE = "price";
    static final String DEPRECATED_AT = "deprecated_at";
    static final String RETIRES_AT = "retires_at";
    static final String OFFERED = "offered";

    /** The model with what is said here. */
    Model over(Model model) {
        return new Model(
                model.provider(),
                model.name(),
                fields.has(OPERATIONS) ? operations() : model.operations(),
                fields.has(CAPABILITIES) ? texts(CAPABILITIES) : model.capabilities(),
                fields.has(CONTEXT_WINDOW) ? tokens(CONTEXT_WINDOW) : model.contextWindow(),
                fields.has(MAX_OUTPUT) ? tokens(MAX_OUTPUT) : model.maxOutput(),
                fields.has(PRICE)
                        ? fields.get(PRICE).isNull() ? null : PriceJson.read(fields.get(PRICE))
                        : model.price(),
                model.simulated(),
                fields.has(DEPRECATED_AT) ? instant(fields, DEPRECATED_AT) : model.deprecatedAt(),
                fields.has(RETIRES_AT) ? instant(fields, RETIRES_AT) : model.retiresAt());
    }

    /** Empty leaves it to the provider's list. */
    Optional<Boolean> offered() {
        JsonNode offered = fields.get(OFFERED);
        return offered == null ? Optional.empty() : Optional.of(offered.booleanValue());
    }

    private List<Operation> operations() {
        return texts(OPERATIONS).stream()
                .map(text -> Operation.valueOf(text.toUpperCase(Locale.ROOT)))
                .distinct()
                .toList();
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        fields.path(name).forEach(each -> texts.add(each.stringValue()));
        return texts.stream().distinct().toList();
    }

    private @Nullable Long tokens(String name) {
        JsonNode value = fields.get(name);
        return value.isNull() ? null : value.longValue();
    }

    static @Nullable Instant instant(JsonNode fields, String name) {
        String text = Json.text(fields, name);
        return text.isEmpty() ? null : Instant.parse(text);
    }
}
