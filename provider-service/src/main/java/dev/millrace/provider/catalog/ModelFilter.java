package dev.millrace.provider.catalog;

import dev.millrace.events.Operation;
import dev.millrace.provider.catalog.CatalogRepository.StoredModel;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which models are asked for; null asks for all.
 *
 * @param hidden also those that are not offered
 */
record ModelFilter(
        @Nullable String provider,
        @Nullable String capability,
        @Nullable Operation operation,
        @Nullable Boolean priced,
        boolean hidden) {

    static ModelFilter of(
            @Nullable String provider,
            @Nullable String capability,
            @Nullable String operation,
            @Nullable String priced,
            boolean hidden) {
        return new ModelFilter(
                provider,
                capability,
                operation == null ? null : operation(operation),
                priced == null ? null : priced(priced),
                hidden);
    }

    boolean takes(StoredModel stored) {
        Model model = stored.model();
        return (hidden || stored.offered())
                && (provider == null || provider.equals(model.provider()))
                && (capability == null || model.capabilities().contains(capability))
                && (operation == null || model.operations().contains(operation))
                && (priced == null || priced == (model.price() != null));
    }

    private static Operation operation(String word) {
        for (Operation operation : Operation.values()) {
            if (ModelView.word(operation).equals(word)) {
                return operation;
            }
        }
        throw ApiException.at("operation", ErrorCode.INVALID_VALUE, "chat, embeddings");
    }

    private static boolean priced(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ApiException.at("priced", ErrorCode.INVALID_VALUE, "true, false");
        };
    }
}
