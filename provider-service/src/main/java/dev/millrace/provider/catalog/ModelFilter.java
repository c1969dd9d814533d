package dev.millrace.provider.catalog;

import dev.millrace.events.Operation;
import dev.millrace.provider.catalog.CatalogRepository.StoredModel;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.AllowedModels;
import dev.millrace.web.token.Caller;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which models are asked for; null asks for all.
 *
 * @param allowed what the caller's key may use
 * @param hidden also those that are not offered
 */
record ModelFilter(
        @Nullable String provider,
        @Nullable String capability,
        @Nullable Operation operation,
        @Nullable Boolean priced,
        AllowedModels allowed,
        boolean hidden) {

    static ModelFilter of(
            @Nullable String provider,
            @Nullable String capability,
            @Nullable String operation,
            @Nullable String priced,
            Caller caller) {
        return new ModelFilter(
                provider,
                capability,
                operation == null ? null : operation(operation),
                priced == null ? null : priced(priced),
                allowed(caller),
                caller.runsHouse());
    }

    /** Whoever runs the house sees to all models, whatever its key may ask. */
    static AllowedModels allowed(Caller caller) {
        return new AllowedModels(caller.runsHouse() ? List.of() : caller.allowedModels());
    }

    boolean takes(StoredModel stored) {
        Model model = stored.model();
        return (hidden || stored.offered())
                && allowed.allows(stored.base().provider(), stored.base().name())
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
