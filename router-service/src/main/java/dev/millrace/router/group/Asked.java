package dev.millrace.router.group;

import dev.millrace.events.Operation;
import dev.millrace.router.catalog.Offer;
import dev.millrace.web.token.AllowedModels;
import java.util.List;

/**
 * What of a request decides what a group comes to for it.
 *
 * @param requestId the same id draws the same deployments
 * @param model the name that was asked for
 * @param models what the key may use
 */
public record Asked(
        String requestId,
        String tenant,
        String model,
        Operation operation,
        List<String> needs,
        AllowedModels models) {

    boolean canUse(Offer offer) {
        return offer.serves(operation) && offer.visibleTo(tenant);
    }

    /** Whether the key may use the group by its name, whatever stands behind it. */
    boolean mayUse(ModelGroup group) {
        return models.allowsName(group.name()) || models.allowsName(model);
    }
}
