package dev.millrace.provider.registry;

import dev.millrace.provider.attempt.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A provider as the API shows it: never with a credential. */
final class ProviderView {

    /** Shown and never set. */
    static final List<String> READ_ONLY =
            List.of(
                    "object",
                    "source",
                    "revision",
                    "locked",
                    "credentials",
                    "created_at",
                    "changed_at",
                    "discovered_at",
                    "discovery_failure");

    private ProviderView() {}

    /** For everybody: addresses and the rest tell of the operator's network. */
    static ObjectNode brief(StoredProvider provider) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", provider.id());
        json.put("object", "provider");
        json.put("type", provider.settings().type().word());
        json.put("name", provider.settings().name());
        json.put("deployment_mode", provider.settings().mode().word());
        json.put("active", provider.active());
        json.put("source", provider.source().word());
        json.put("created_at", provider.since().getEpochSecond());
        json.put("discovered_at", seconds(provider.discovered()));
        json.put("discovery_failure", provider.failure());
        return json;
    }

    /**
     * For administrators.
     *
     * @param locked no master key opens its credentials
     */
    static ObjectNode full(
            StoredProvider provider,
            List<StoredCredential> credentials,
            boolean locked,
            Instant now) {
        ObjectNode json = brief(provider);
        json.put("endpoint", provider.settings().endpoint());
        SettingsJson.write(provider.settings(), json);
        json.put("revision", provider.revision());
        json.put("changed_at", provider.changed().getEpochSecond());
        json.put("locked", locked);
        ArrayNode shown = json.putArray("credentials");
        credentials.forEach(each -> shown.add(of(each, now)));
        return json;
    }

    static ObjectNode of(StoredCredential credential, Instant now) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", credential.id());
        json.put("object", "provider.credential");
        json.put("masked", credential.masked());
        json.put("valid", credential.isValid(now));
        json.put("created_at", credential.created().getEpochSecond());
        json.put("valid_until", seconds(credential.validUntil()));
        json.put("last_used_at", seconds(credential.lastUsed()));
        return json;
    }

    private static @Nullable Long seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.getEpochSecond();
    }
}
