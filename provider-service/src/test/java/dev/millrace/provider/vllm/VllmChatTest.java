package dev.millrace.provider.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAiShapedContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class VllmChatTest extends OpenAiShapedContract {

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return Vllm.provider(endpoint, client);
    }

    /** Trap 14. */
    @Test
    void trap14ThoughtsAreReadUnderEitherName() throws Exception {
        for (String name : List.of("reasoning", "reasoning_content")) {
            upstream.then(
                    Reply.raw(
                            event("{\"index\":0,\"delta\":{\"" + name + "\":\"hm\"}}")
                                    + parts("yes")
                                    + ending()),
                    Reply.json(
                            plain("yes").replace("\"role\"", "\"" + name + "\":\"hm\",\"role\"")));
            for (boolean stream : new boolean[] {true, false}) {
                JsonNode message = message(ask(call(stream)));
                assertThat(message.path("reasoning_content").stringValue()).isEqualTo("hm");
                assertThat(message.path("content").stringValue()).isEqualTo("yes");
                assertThat(message.has("reasoning")).isFalse();
            }
        }
        assertThat(chunks).noneMatch(chunk -> chunk.path(0).path("delta").has("reasoning"));
    }

    @Test
    void itIsToldToThinkInTheTemplateByAnEffortAndABudget() throws Exception {
        answered("m", false, "'reasoning':{'effort':'xhigh','budget_tokens':500}");
        assertThat(sent().at("/chat_template_kwargs/enable_thinking").booleanValue()).isTrue();
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("high");
        assertThat(sent().path("thinking_token_budget").intValue()).isEqualTo(500);
        answered("m", false, "'reasoning_effort':'none'");
        assertThat(sent().at("/chat_template_kwargs/enable_thinking").booleanValue()).isFalse();
        assertThat(sent().has("reasoning_effort")).isFalse();
        answered("m", false);
        assertThat(sent().has("chat_template_kwargs")).isFalse();
    }

    @Test
    void itsOwnMembersPass() throws Exception {
        assertThat(
                        answered(
                                        "m",
                                        false,
                                        "'top_k':1",
                                        "'min_p':0.1",
                                        "'structured_outputs':{'regex':'a'}",
                                        "'repetition_penalty':1.1")
                                .dropped())
                .isEmpty();
        assertThat(sent().propertyNames())
                .contains("top_k", "min_p", "structured_outputs", "repetition_penalty");
    }

    @Test
    void aWindowThatIsTooSmallIsToldNestedAndFlat() {
        String said = "This model's maximum context length is 10 tokens";
        upstream.then(
                Reply.error(400, "{\"error\":{\"message\":\"" + said + "\",\"code\":400}}"),
                Reply.error(
                        400, "{\"object\":\"error\",\"message\":\"" + said + "\",\"code\":400}"));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.ContextTooLong(said));
        assertThat(failure(call(false))).isEqualTo(new ProviderFailure.ContextTooLong(said));
    }
}
