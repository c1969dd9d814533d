package dev.millrace.provider.catalog;

import dev.millrace.boot.audit.AuditTrail;
import dev.millrace.boot.audit.AuditTrail.Actor;
import dev.millrace.provider.catalog.OverrideRepository.StoredOverride;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * What operators say of models: kept, announced and audited in one transaction. Two who change the
 * same provider's models take turns by its row.
 */
final class Overrides {

    private final CatalogRepository repository;
    private final OverrideRepository overrides;
    private final Catalog catalog;
    private final ModelOrigin.Lookup origins;
    private final AuditTrail audit;
    private final TransactionOperations transaction;

    Overrides(
            CatalogRepository repository,
            OverrideRepository overrides,
            Catalog catalog,
            ModelOrigin.Lookup origins,
            AuditTrail audit,
            TransactionOperations transaction) {
        this.repository = repository;
        this.overrides = overrides;
        this.catalog = catalog;
        this.origins = origins;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** Where a provider's models are from. */
    ModelOrigin origin(String provider) {
        return origins.of(provider);
    }

    /**
     * Replaces what is said of a model.
     *
     * @param expected the revision that is to be replaced; null for whichever there is
     * @throws ApiException `not_found` without such a provider, `precondition_failed` when another
     *     revision is in force
     */
    void set(
            Caller caller,
            String provider,
            String name,
            ModelOverride override,
            @Nullable Long expected) {
        transaction.executeWithoutResult(
                _ -> {
                    StoredOverride before = held(provider, name, expected);
                    change(caller, provider, name, before, override);
                });
    }

    /**
     * Takes back all that is said of a model.
     *
     * @throws ApiException `not_found` when nothing is, `precondition_failed` when another revision
     *     is in force
     */
    void remove(Caller caller, String provider, String name, @Nullable Long expected) {
        transaction.executeWithoutResult(
                _ -> {
                    StoredOverride before = held(provider, name, expected);
                    if (before.override() == null) {
                        throw ApiException.of(ErrorCode.NOT_FOUND);
                    }
                    change(caller, provider, name, before, null);
                });
    }

    private StoredOverride held(String provider, String name, @Nullable Long expected) {
        if (!repository.lock(provider)) {
            throw ApiException.of(ErrorCode.NOT_FOUND);
        }
        StoredOverride before = overrides.find(provider, name);
        if (expected != null && expected != before.revision()) {
            throw ApiException.of(ErrorCode.PRECONDITION_FAILED);
        }
        return before;
    }

    private void change(
            Caller caller,
            String provider,
            String name,
            StoredOverride before,
            @Nullable ModelOverride after) {
        catalog.overridden(origins.of(provider), name, after, before.revision() + 1);
        audit.changed(
                Actor.of(caller),
                after == null ? "model_override.delete" : "model_override.set",
                Model.key(provider, name),
                json(before.override()),
                json(after));
    }

    private static String json(@Nullable ModelOverride override) {
        return override == null ? "" : override.fields().toString();
    }
}
