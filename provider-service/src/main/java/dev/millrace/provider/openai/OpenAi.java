package dev.millrace.provider.openai;

import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.catalog.Provider;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;

/** Makes providers that speak OpenAI's protocol; they share one HTTP client. */
public final class OpenAi implements AutoCloseable {

    private final HttpClient client;
    private final Watch watch = new Watch();
    private final Clock clock;
    private final Patience patience;

    public OpenAi(Clock clock, Patience patience) {
        this.clock = clock;
        this.patience = patience;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(patience.connect())
                        // Its steps are short and wait for nothing: on the selector's own thread
                        // each costs no other thread's waking.
                        .executor(Runnable::run)
                        .build();
    }

    /** Drops every connection: calls still under way come again elsewhere. */
    @Override
    public void close() {
        client.shutdownNow();
        watch.close();
    }

    /**
     * The provider behind an endpoint.
     *
     * @param shipped models it is known to have, for endpoints without a list
     */
    public Provider provider(OpenAiEndpoint endpoint, List<String> shipped) {
        Upstream upstream = new Upstream(endpoint, client, watch, clock, patience);
        ModelSource models =
                endpoint.dialect().listsModels() ? new OpenAiModels(upstream) : () -> shipped;
        return new Provider(
                endpoint.provider(),
                "openai-compatible",
                endpoint.baseUrl(),
                new OpenAiChatProvider(upstream),
                new OpenAiEmbeddingProvider(upstream),
                models,
                endpoint.dialect().thinkTags());
    }
}
