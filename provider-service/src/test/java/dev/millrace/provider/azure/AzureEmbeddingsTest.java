package dev.millrace.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.embedding.EmbeddingProvider;
import dev.millrace.provider.embedding.EmbeddingProviderContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AzureEmbeddingsTest extends EmbeddingProviderContract {

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final UpstreamClient client =
            new UpstreamClient(
                    Clock.systemUTC(),
                    new Patience(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            1 << 20));

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    private EmbeddingProvider opened(String apiVersion) {
        return Azure.provider(
                        new Endpoint("p", upstream.url().replace("/v1", ""), "k-1"),
                        new AzureSettings(apiVersion, Map.of()),
                        client)
                .embeddings();
    }

    @Override
    protected EmbeddingProvider open(int inputs) {
        String one = "{\"embedding\":[0.1,-0.25,3]}";
        upstream.then(
                Reply.json(
                        "{\"data\":["
                                + String.join(",", Collections.nCopies(inputs, one))
                                + "],\"model\":\"m\",\"usage\":{\"prompt_tokens\":3}}"));
        return opened("");
    }

    @Override
    protected String model() {
        return "embedder";
    }

    @Test
    void eitherApiIsAskedAtItsPlace() throws Exception {
        Answer answer = open(1).embed(call("\"a\""), new Cancellation());
        assertThat(answer.usage().getInputTokens()).isEqualTo(3);
        assertThat(upstream.requests().getLast().path()).isEqualTo("/openai/v1/embeddings");
        assertThat(upstream.requests().getLast().headers()).containsEntry("api-key", "k-1");
        var _ = open(1);
        opened("2024-10-21").embed(call("\"a\""), new Cancellation());
        assertThat(upstream.requests().getLast().path())
                .isEqualTo("/openai/deployments/embedder/embeddings?api-version=2024-10-21");
    }

    @Test
    void aRefusalIsTold() {
        upstream.then(Reply.error(429, "{}", "retry-after-ms: 250"));
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> opened("").embed(call("\"a\""), new Cancellation()));
        assertThat(e.failure())
                .isEqualTo(new ProviderFailure.RateLimited(Duration.ofMillis(250), ""));
    }
}
