package dev.millrace.provider.zhipu;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** Makes providers for BigModel and Z.ai. */
public final class Zhipu {

    private Zhipu() {}

    /**
     * The provider behind an endpoint, whose address ends in {@code /api/paas/v4}.
     *
     * @param shipped models it is known to have: it gives no list
     */
    public static Provider provider(
            Endpoint endpoint, UpstreamClient client, List<String> shipped) {
        return OpenAi.provider(endpoint, new ZhipuDialect(), client, shipped);
    }
}
