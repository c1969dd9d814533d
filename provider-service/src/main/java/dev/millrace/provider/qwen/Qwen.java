package dev.millrace.provider.qwen;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** Makes providers for DashScope. */
public final class Qwen {

    private Qwen() {}

    /** The provider behind an endpoint, whose address ends in {@code /compatible-mode/v1}. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        return OpenAi.provider(endpoint, new QwenDialect(), client, List.of());
    }
}
