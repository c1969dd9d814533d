package dev.millrace.provider.openai;

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
import dev.millrace.provider.hunyuan.Hunyuan;
import dev.millrace.provider.qianfan.Qianfan;
import dev.millrace.provider.qwen.Qwen;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.provider.zhipu.Zhipu;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiEmbeddingsTest extends EmbeddingProviderContract {

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final UpstreamClient client =
            new UpstreamClient(
                    Clock.systemUTC(),
                    new Patience(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            1 << 20),
                    (endpoint, model, limits) ->
                            told.add(endpoint.provider() + "/" + model + " " + limits.pause()));
    private final Provider provider =
            OpenAi.provider(new Endpoint("p", upstream.url(), ""), client);

    @AfterEach
    void closeUpstream() {
        upstream.close();
    }

    /** It always answers with numbers, as servers do that do not know base64. */
    @Override
    protected EmbeddingProvider open(int inputs) {
        upstream.then(Reply.json(answer(inputs, "[0.1,-0.25,3]")));
        return provider.embeddings();
    }

    private static String answer(int inputs, String vector) {
        return IntStream.range(0, inputs)
                .mapToObj(i -> "{\"index\":" + i + ",\"embedding\":" + vector + "}")
                .collect(
                        Collectors.joining(
                                ",",
                                "{\"data\":[",
                                "],\"model\":\"m\",\"usage\":{\"prompt_tokens\":3}}"));
    }

    @Override
    protected String model() {
        return "embedder";
    }

    private ProviderFailure failure(String reply, String input) {
        upstream.then(Reply.json(reply));
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> provider.embeddings().embed(call(input), new Cancellation()));
        assertThat(e).isNotNull();
        return e.failure();
    }

    @Test
    void base64FromTheServerIsUnpackedWhenNumbersWereAsked() throws Exception {
        upstream.then(Reply.json(answer(1, "\"AACAPwAAAEA=\"")));
        Answer answer = provider.embeddings().embed(call("\"x\""), new Cancellation());
        assertThat(data(answer).path(0).path("embedding").toString()).isEqualTo("[1.0,2.0]");
    }

    @Test
    void whatTheVendorTellsOfItsLimitsIsHeardOfAnswersAndRefusals() throws Exception {
        String[] headers = {
            "x-ratelimit-limit-tokens: 900",
            "x-ratelimit-remaining-tokens: 0",
            "x-ratelimit-reset-tokens: 2s"
        };
        upstream.then(Reply.of(200, "application/json", answer(1, "[1]"), headers));
        provider.embeddings().embed(call("\"x\""), new Cancellation());
        assertThat(told).containsExactly("p/embedder PT2S");
        upstream.then(Reply.error(429, "{}", headers));
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> provider.embeddings().embed(call("\"x\""), new Cancellation()));
        assertThat(e.failure()).isInstanceOf(ProviderFailure.RateLimited.class);
        assertThat(e.status()).isEqualTo(429);
        assertThat(told).hasSize(2);
    }

    @Test
    void tokensAreOneInput() throws Exception {
        upstream.then(Reply.json(answer(1, "[1]")), Reply.json(answer(2, "[1]")));
        provider.embeddings().embed(call("[1,2,3]"), new Cancellation());
        provider.embeddings().embed(call("[[1,2],[3]]"), new Cancellation());
        assertThat(upstream.requests().getFirst().path()).isEqualTo("/v1/embeddings");
        assertThat(upstream.requests().getFirst().headers()).doesNotContainKey("authorization");
    }

    @Test
    void whatIsNotOneVectorEachIsInvalid() {
        assertThat(failure(answer(1, "[1]"), "[\"a\",\"b\"]"))
                .isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure("{\"data\":[]}", "\"a\""))
                .isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure(answer(2, "[1]").replace("\"index\":1", "\"index\":0"), "[\"a\",\"b\"]"))
                .isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure("{\"data\":[{\"embedding\":7}]}", "\"a\""))
                .isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure(answer(1, "\"AAA\""), "\"a\""))
                .isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(failure("{\"error\":\"out of memory\"}", "\"a\""))
                .isInstanceOf(ProviderFailure.Overloaded.class);
    }

    @Test
    void aServersListOfModelsIsRead() throws Exception {
        upstream.then(
                Reply.json("{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"a\"},{}]}"),
                Reply.json("{}"));
        assertThat(provider.models().models()).containsExactly("a", "b");
        ProviderException e =
                catchThrowableOfType(ProviderException.class, () -> provider.models().models());
        assertThat(e.failure()).isInstanceOf(ProviderFailure.InvalidAnswer.class);
        assertThat(upstream.requests().getFirst().method()).isEqualTo("GET");
    }

    @Test
    void aCallTakesWhatItsVendorTakes() {
        assertThat(provider.embeddings().limits()).isEqualTo(EmbeddingLimits.USUAL);
        assertThat(new OpenAiEmbeddings(OpenAi.OWN).limits().inputs()).isEqualTo(2_048);
        Endpoint any = new Endpoint("p", "http://127.0.0.1:9", "");
        assertThat(Qwen.provider(any, client).embeddings().limits().inputs()).isEqualTo(10);
        assertThat(Zhipu.provider(any, client, List.of()).embeddings().limits().inputs())
                .isEqualTo(64);
        assertThat(Qianfan.provider(any, client).embeddings().limits().inputs()).isEqualTo(16);
        assertThat(Hunyuan.provider(any, client).embeddings().limits().inputs()).isEqualTo(16);
    }
}
