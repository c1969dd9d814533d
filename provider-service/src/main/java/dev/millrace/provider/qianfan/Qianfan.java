package dev.millrace.provider.qianfan;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** Makes providers for Qianfan. */
public final class Qianfan {

    private Qianfan() {}

    /** The provider behind an endpoint, whose address ends in {@code /v2}. */
    public static Provider provider(Endpoint endpoint, UpstreamClient client) {
        return OpenAi.provider(endpoint, new QianfanDialect(), client, List.of());
    }
}
