package dev.millrace.provider.health;

import dev.millrace.events.Lane;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.breaker.Breakers;
import dev.millrace.provider.quota.Quotas;
import dev.millrace.provider.registry.Providers;
import dev.millrace.provider.registry.Registered;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api/v1/llm/providers/{id}/status}: its health, as all instances see it, and for
 * administrators what the instance that answers has to do with it at the moment.
 */
@RestController
final class StatusController {

    private final Providers providers;
    private final HealthRepository repository;
    private final Quotas quotas;
    private final Breakers breakers;

    StatusController(
            Providers providers, HealthRepository repository, Quotas quotas, Breakers breakers) {
        this.providers = providers;
        this.repository = repository;
        this.quotas = quotas;
        this.breakers = breakers;
    }

    @GetMapping("/api/v1/llm/providers/{id}/status")
    ObjectNode status(HttpServletRequest request, @PathVariable String id) {
        boolean active =
                repository.isActive(id).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
        Optional<Registered> registered = providers.find(id);
        ObjectNode status =
                Json.MAPPER.valueToTree(
                        HealthController.View.of(
                                id, active ? repository.find(id).orElse(null) : null));
        status.put("object", "provider.status");
        status.put("active", active);
        status.put("locked", registered.map(Registered::locked).orElse(false));
        if (Caller.of(request).runsHouse()) {
            here(status.putObject("instance"), id);
        }
        return status;
    }

    private void here(ObjectNode instance, String id) {
        ObjectNode inFlight = instance.putObject("in_flight");
        for (Lane lane : Lane.values()) {
            inFlight.put(lane.name().toLowerCase(Locale.ROOT), quotas.inFlight(id, lane));
        }
        ArrayNode empty = instance.putArray("limits_used_up");
        quotas.empty(id)
                .forEach(
                        (model, left) ->
                                empty.addObject()
                                        .put("model", model)
                                        .put("for_ms", left.toMillis()));
        ArrayNode circuits = instance.putArray("circuits");
        breakers.states(id)
                .forEach(
                        (model, state) ->
                                circuits.addObject().put("model", model).put("state", state));
    }
}
