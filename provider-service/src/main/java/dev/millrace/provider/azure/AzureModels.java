package dev.millrace.provider.azure;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.ModelSource;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The deployments an operator has named; else the models of Azure's own list, which are what could
 * be deployed and so are right only for deployments that are named after their model. The list is
 * asked in both cases: it tells whether the resource and its key are good.
 */
final class AzureModels implements ModelSource {

    private static final List<String> OF_USE = List.of("chat_completion", "embeddings");

    private final ModelSource list;
    private final AzureSettings settings;

    AzureModels(ModelSource list, AzureSettings settings) {
        this.list = list;
        this.settings = settings;
    }

    @Override
    public List<String> models() throws ProviderException, InterruptedException {
        Set<String> deployments = settings.models().keySet();
        try {
            List<String> listed = list.models();
            return deployments.isEmpty() ? listed : List.copyOf(deployments);
        } catch (ProviderException e) {
            // A gateway in front may pass nothing but calls.
            if (e.failure() instanceof ProviderFailure.ModelNotFound && !deployments.isEmpty()) {
                return List.copyOf(deployments);
            }
            throw e;
        }
    }

    @Override
    public String behind(String deployment) {
        return settings.model(deployment);
    }

    /** The name of one that chats or embeds and may be called; empty for others. */
    static String ofUse(JsonNode model) {
        JsonNode can = model.path("capabilities");
        boolean useful =
                !can.isObject()
                        || (can.path("inference").asBoolean(true)
                                && OF_USE.stream()
                                        .anyMatch(name -> can.path(name).asBoolean(false)));
        return useful ? Json.text(model, "id") : "";
    }
}
