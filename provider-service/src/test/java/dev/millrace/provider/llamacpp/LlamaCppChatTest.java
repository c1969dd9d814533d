package dev.millrace.provider.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAiShapedContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import org.junit.jupiter.api.Test;

class LlamaCppChatTest extends OpenAiShapedContract {

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return LlamaCpp.provider(endpoint, client);
    }

    @Test
    void thinkingIsTurnedOnAndOffInTheTemplate() throws Exception {
        answered("qwen3", false, "'reasoning_effort':'none'", "'chat_template_kwargs':{'a':1}");
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("none");
        assertThat(sent().path("chat_template_kwargs").toString())
                .isEqualTo("{\"a\":1,\"enable_thinking\":false}");
        answered("gpt-oss", false, "'reasoning':{'effort':'high'}");
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("high");
        assertThat(sent().at("/chat_template_kwargs/enable_thinking").booleanValue()).isTrue();
        assertThat(answered("qwen3", false, "'reasoning':{'budget_tokens':9}").dropped())
                .containsExactly("reasoning.budget_tokens");
        answered("qwen3", false);
        assertThat(sent().has("chat_template_kwargs")).isFalse();
    }

    @Test
    void schemasPassInEitherForm() throws Exception {
        String object = "'response_format':{'type':'json_object','schema':{'type':'object'}}";
        assertThat(answered("m", false, object, "'max_completion_tokens':4").dropped()).isEmpty();
        assertThat(sent().at("/response_format/schema/type").stringValue()).isEqualTo("object");
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(4);
    }

    @Test
    void aContextThatIsTooSmallAndAModelThatIsLoadingAreToldApart() {
        upstream.then(
                Reply.error(
                        400,
                        "{\"error\":{\"code\":400,\"message\":\"m\",\"type\":\"exceed_context_size_error\"}}"),
                Reply.error(
                        503,
                        "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.ContextTooLong("m"));
        assertThat(failure(call(false))).isInstanceOf(ProviderFailure.Overloaded.class);
    }

    @Test
    void whatItsCacheGaveIsRead() throws Exception {
        upstream.then(
                Reply.json(
                        plain("ok")
                                .replace(
                                        "\"total_tokens\":18}",
                                        "\"prompt_tokens_details\":{\"cached_tokens\":3}},\"timings\":{\"cache_n\":3}")));
        assertThat(ask(call(false)).usage().getCachedInputTokens()).isEqualTo(3);
    }
}
