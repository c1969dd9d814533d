package dev.millrace.provider.hunyuan;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** Makes providers for Hunyuan. */
public final class Hunyuan {

    private Hunyuan() {}

    /** The provider behind an endpoint, whose address tells Hunyuan's own from TokenHub. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        boolean hub = endpoint.baseUrl().contains("tokenhub");
        return OpenAi.provider(endpoint, new HunyuanDialect(hub), client, List.of());
    }
}
