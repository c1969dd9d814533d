package dev.millrace.provider.azure;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an address of Azure's does not tell.
 *
 * @param apiVersion a dated version ({@code 2024-10-21}); empty for the v1 API, which has none
 * @param models the model behind each deployment, by the deployment's name; Azure lists the models
 *     that could be deployed and not the deployments, so what is named here is what is offered
 */
public record AzureSettings(String apiVersion, Map<String, String> models) {

    /** The v1 API, and deployments of unknown names. */
    public static final AzureSettings V1 = new AzureSettings("", Map.of());

    public AzureSettings {
        models = new LinkedHashMap<>(models);
    }

    /**
     * As variables have it.
     *
     * @param deployments {@code name=model} with commas between; a name alone is a deployment that
     *     is named after its model
     */
    public static AzureSettings of(String apiVersion, String deployments) {
        Map<String, String> models = new LinkedHashMap<>();
        for (String one : deployments.split(",", -1)) {
            int equals = one.indexOf('=');
            String name = (equals < 0 ? one : one.substring(0, equals)).trim();
            String model = equals < 0 ? name : one.substring(equals + 1).trim();
            if (!name.isEmpty() && !model.isEmpty()) {
                models.put(name, model);
            }
        }
        return new AzureSettings(apiVersion, models);
    }

    /** The model behind a deployment: as it was told, else one of the deployment's own name. */
    String model(String deployment) {
        return models.getOrDefault(deployment, deployment);
    }
}
