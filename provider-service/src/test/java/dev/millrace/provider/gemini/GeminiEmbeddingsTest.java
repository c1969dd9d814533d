package dev.millrace.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.embedding.EmbeddingLimits;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeminiEmbeddingsTest extends EmbeddingProviderContract {

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final Provider provider =
            Gemini.provider(
                    new Endpoint("p", upstream.url(), "k1"),
                    new UpstreamClient(
                            Clock.systemUTC(),
                            new Patience(
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(5),
                                    1 << 20)));

    @AfterEach
    void closeUpstream() {
        upstream.close();
    }

    @Override
    protected EmbeddingProvider open(int inputs) {
        upstream.then(Reply.json(answer(inputs, "")));
        return provider.embeddings();
    }

    private static String answer(int inputs, String more) {
        String one = "{\"values\":[0.1,-0.25,3]}";
        return "{\"embeddings\":["
                + String.join(",", Collections.nCopies(inputs, one))
                + "]"
                + more
                + "}";
    }

    @Override
    protected String model() {
        return "models/gemini-embedding-001";
    }

    @Test
    void inputsGoTogetherInOneCall() throws Exception {
        upstream.then(Reply.json(answer(2, ",\"usageMetadata\":{\"promptTokenCount\":9}")));
        Answer answer =
                provider.embeddings()
                        .embed(
                                call(
                                        "[\"a\",\"b\"]",
                                        "\"dimensions\":768",
                                        "\"user\":\"u\"",
                                        "\"drop_params\":true",
                                        "\"task_type\":\"RETRIEVAL_QUERY\""),
                                new Cancellation());
        assertThat(answer.dropped()).containsExactly("user");
        assertThat(answer.usage().getInputTokens()).isEqualTo(9);
        assertThat(answer.usage().getEstimated()).isFalse();
        assertThat(upstream.requests().getLast().path())
                .isEqualTo("/v1/models/gemini-embedding-001:batchEmbedContents");
        assertThat(upstream.requests().getLast().body())
                .startsWith(
                        "{\"requests\":[{\"model\":\"models/gemini-embedding-001\",\"content\":{\"parts\":[{\"text\":\"a\"}]},"
                                + "\"outputDimensionality\":768,\"taskType\":\"RETRIEVAL_QUERY\"},");
    }

    @Test
    void whatIsNoTextOrNotOneVectorEachIsTold() {
        upstream.then(Reply.json(answer(1, "")));
        assertThat(failure("[\"a\",\"b\"]")).isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure("[1,2]")).isInstanceOf(ProviderFailure.InvalidRequest.class);
    }

    private ProviderFailure failure(String input) {
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> provider.embeddings().embed(call(input), new Cancellation()));
        assertThat(e).isNotNull();
        return e.failure();
    }

    @Test
    void theListHoldsWhatChatsOrEmbeds() throws Exception {
        upstream.then(
                Reply.json(
                        "{\"models\":[{\"name\":\"models/a\",\"supportedGenerationMethods\":[\"generateContent\"]},"
                                + "{\"name\":\"models/b\",\"supportedGenerationMethods\":[\"predict\"]},"
                                + "{\"name\":\"models/c\",\"supportedGenerationMethods\":[\"embedContent\"]}]}"));
        assertThat(provider.models().models()).containsExactly("a", "c");
    }

    @Test
    void aCallTakesWhatItsVendorTakes() {
        assertThat(provider.embeddings().limits()).isEqualTo(EmbeddingLimits.of(100));
    }
}
