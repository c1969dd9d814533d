package dev.millrace.provider.compatible;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** Makes providers for endpoints that nothing more is known of. */
public final class Compatible {

    private Compatible() {}

    /** The provider behind an endpoint that does all that OpenAI's does. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        return provider(endpoint, client, Abilities.ALL);
    }

    /** The provider behind an endpoint that does what is said. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client, Abilities abilities) {
        return OpenAi.provider(endpoint, new CompatibleDialect(abilities), client, List.of());
    }
}
