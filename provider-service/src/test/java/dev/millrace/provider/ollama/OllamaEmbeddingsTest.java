package dev.millrace.provider.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
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

class OllamaEmbeddingsTest extends EmbeddingProviderContract {

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final UpstreamClient client =
            new UpstreamClient(
                    Clock.systemUTC(),
                    new Patience(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            1 << 20));
    private final Provider provider =
            Ollama.provider(new Endpoint("p", upstream.url().replace("/v1", ""), ""), client);

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    private static String answer(int inputs) {
        return "{\"model\":\"m\",\"embeddings\":["
                + String.join(",", Collections.nCopies(inputs, "[0.1,-0.25,3]"))
                + "],\"prompt_eval_count\":3}";
    }

    @Override
    protected EmbeddingProvider open(int inputs) {
        upstream.then(Reply.json(answer(inputs)));
        return provider.embeddings();
    }

    @Override
    protected String model() {
        return "embedder";
    }

    @Test
    void aTextThatDoesNotFitIsNotCutUnasked() throws Exception {
        open(1);
        Answer answer =
                provider.embeddings()
                        .embed(
                                call("\"a\"", "\"dimensions\":64", "\"user\":\"u\""),
                                new Cancellation());
        assertThat(upstream.requests().getLast().path()).isEqualTo("/api/embed");
        assertThat(upstream.requests().getLast().body())
                .isEqualTo(
                        "{\"model\":\"embedder\",\"input\":\"a\",\"truncate\":false,\"dimensions\":64}");
        assertThat(answer.dropped()).containsExactly("user");
        assertThat(answer.usage().getInputTokens()).isEqualTo(3);
        assertThat(answer.usage().getEstimated()).isFalse();
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
    void whatIsNoTextOrNoVectorIsTold() {
        assertThat(failure("[1,2]")).isInstanceOf(ProviderFailure.InvalidRequest.class);
        assertThat(upstream.requests()).isEmpty();
        upstream.then(
                Reply.json(answer(1)),
                Reply.error(400, "{\"error\":\"the input length exceeds the context length\"}"),
                Reply.json("{\"error\":\"this model does not support embeddings\"}"));
        assertThat(failure("[\"a\",\"b\"]")).isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure("\"a\"")).isInstanceOf(ProviderFailure.ContextTooLong.class);
        assertThat(failure("\"a\"")).isInstanceOf(ProviderFailure.InvalidRequest.class);
    }

    @Test
    void eachModelIsShownOnceUntilItChanges() throws Exception {
        String tags =
                "{\"models\":[{\"name\":\"a:latest\",\"digest\":\"1\"},{\"name\":\"hf.co/b/c:q4\",\"digest\":\"2\"}]}";
        String show =
                "{\"capabilities\":[\"completion\"],\"model_info\":{\"general.architecture\":\"llama\",\"llama.context_length\":131072}}";
        upstream.then(
                Reply.json(tags),
                Reply.json(show),
                Reply.error(500, "{\"error\":\"oops\"}"),
                Reply.json(tags),
                Reply.json(show),
                Reply.json(tags),
                Reply.json(tags.replace("\"1\"", "\"3\"")),
                Reply.json(show));
        for (int i = 0; i < 4; i++) {
            assertThat(provider.models().models()).containsExactly("a:latest", "hf.co/b/c:q4");
        }
        assertThat(upstream.requests())
                .extracting(seen -> seen.path() + " " + seen.body())
                .containsExactly(
                        "/api/tags ",
                        "/api/show {\"model\":\"a:latest\"}",
                        "/api/show {\"model\":\"hf.co/b/c:q4\"}",
                        "/api/tags ",
                        "/api/show {\"model\":\"hf.co/b/c:q4\"}",
                        "/api/tags ",
                        "/api/tags ",
                        "/api/show {\"model\":\"a:latest\"}");
    }

    @Test
    void whatWasShownIsKnownByAnyNameOfTheModel() {
        ShownModels shown = new ShownModels();
        ShownModels.Shown one = new ShownModels.Shown("1", 8_192, java.util.Set.of("thinking"));
        shown.put("localhost:5000/a:latest", one);
        assertThat(shown.of("localhost:5000/a")).isEqualTo(one);
        assertThat(shown.of("a").window()).isZero();
        shown.keep(java.util.Set.of());
        assertThat(shown.of("localhost:5000/a").window()).isZero();
    }

    @Test
    void aListThatIsNoneIsTold() {
        upstream.then(Reply.json("{}"));
        assertThat(
                        catchThrowableOfType(
                                        ProviderException.class, () -> provider.models().models())
                                .failure())
                .isInstanceOf(ProviderFailure.InvalidAnswer.class);
    }
}
