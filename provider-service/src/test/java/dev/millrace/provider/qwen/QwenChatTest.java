package dev.millrace.provider.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.openai.OpenAiShapedContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class QwenChatTest extends OpenAiShapedContract {

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return Qwen.provider(endpoint, client);
    }

    @Test
    void whoAlwaysThinksKnowsNoWayToBeHeldToJson() {
        assertThat(provider.formats("qwen3-max")).contains(AnswerFormat.JSON_SCHEMA);
        assertThat(provider.formats("qwq-plus")).isEmpty();
        assertThat(provider.formats("qwen3-235b-a22b-thinking-2507")).isEmpty();
    }

    @Test
    void whetherToThinkIsAlwaysSaid() throws Exception {
        answered("qwen-plus", false);
        assertThat(sent().path("enable_thinking").booleanValue()).isFalse();
        answered("qwen3-vl-plus", true);
        assertThat(sent().path("enable_thinking").booleanValue()).isFalse();
        answered("qwen-plus", true, "'reasoning_effort':'low'");
        assertThat(sent().path("enable_thinking").booleanValue()).isTrue();
        answered("qwen-plus", true, "'enable_thinking':true");
        assertThat(sent().path("enable_thinking").booleanValue()).isTrue();
    }

    /** Trap 13. */
    @Test
    void trap13AModelThatThinksIsAskedForAStreamWhateverTheCallerWants() throws Exception {
        Answer answer = answered("qwen3-max", false, "'reasoning':{'effort':'high'}");
        assertThat(sent().path("stream").booleanValue()).isTrue();
        assertThat(sent().at("/stream_options/include_usage").booleanValue()).isTrue();
        assertThat(message(answer).path("content").stringValue()).isEqualTo("ok");
        assertThat(answer.usage().getOutputTokens()).isEqualTo(7);
        assertThat(chunks).as("the caller gets no stream").isEmpty();
        answered("qwen3-max", false);
        assertThat(sent().has("stream")).isFalse();
    }

    @Test
    void anEffortOrABudgetIsANumberOfTokens() throws Exception {
        assertThat(answered("qwen-plus", true, "'reasoning_effort':'medium'").dropped()).isEmpty();
        assertThat(sent().path("thinking_budget").intValue()).isEqualTo(2_048);
        assertThat(sent().has("reasoning_effort")).isFalse();
        answered("qwen-plus", true, "'reasoning':{'budget_tokens':700}");
        assertThat(sent().path("thinking_budget").intValue()).isEqualTo(700);
        answered("qwen-plus", true, "'reasoning_effort':'none'", "'thinking_budget':5");
        assertThat(sent().path("enable_thinking").booleanValue()).isFalse();
        assertThat(sent().has("thinking_budget")).isFalse();
    }

    @Test
    void someAlwaysThinkAndSomeNever() throws Exception {
        assertThat(
                        answered("qwen3-next-80b-a3b-thinking", true, "'reasoning_effort':'none'")
                                .dropped())
                .containsExactly("reasoning_effort");
        assertThat(sent().path("enable_thinking").booleanValue()).isTrue();
        assertThat(answered("qwen3-coder-plus", true, "'reasoning':{'effort':'low'}").dropped())
                .containsExactly("reasoning.effort");
        assertThat(sent().path("enable_thinking").booleanValue()).isFalse();
    }

    @Test
    void jsonAndThinkingExcludeEachOther() throws Exception {
        String json = "'response_format':{'type':'json_object'}";
        assertThat(answered("qwen-plus", true, json, "'reasoning_effort':'low'").dropped())
                .containsExactly("reasoning_effort");
        assertThat(sent().path("enable_thinking").booleanValue()).isFalse();
        assertThat(sent().has("response_format")).isTrue();
        assertThat(answered("qwq-plus", true, json).dropped()).containsExactly("response_format");
    }

    @Test
    void aToolIsNotForcedUponAModelThatThinks() throws Exception {
        String[] forced = {
            "'tools':[{'type':'function','function':{'name':'f'}}]", "'tool_choice':'required'"
        };
        assertThat(answered("qwen-plus", true, forced).dropped()).isEmpty();
        assertThat(sent().path("tool_choice").stringValue()).isEqualTo("required");
        assertThat(
                        answered(
                                        "qwen-plus",
                                        true,
                                        forced[0],
                                        forced[1],
                                        "'reasoning_effort':'low'")
                                .dropped())
                .containsExactly("tool_choice");
        assertThat(sent().path("tool_choice").stringValue()).isEqualTo("auto");
    }

    @Test
    void theSystemSpeaksFirstAndOnce() throws Exception {
        answered(
                "qwen-plus",
                false,
                "'messages':[{'role':'user','content':'a'},{'role':'system','content':'b'},{'role':'developer','content':'c'}]");
        assertThat(sent().path("messages").toString().replace('"', '\''))
                .isEqualTo(
                        "[{'role':'system','content':'b\\n\\nc'},{'role':'user','content':'a'}]");
    }

    @Test
    void itsOwnMembersPassAndWhatItLacksIsNamed() throws Exception {
        assertThat(
                        answered(
                                        "qwen-plus",
                                        false,
                                        "'frequency_penalty':1",
                                        "'top_k':3",
                                        "'enable_search':true",
                                        "'repetition_penalty':1.1",
                                        "'max_completion_tokens':9")
                                .dropped())
                .containsExactly("frequency_penalty");
        assertThat(sent().path("top_k").intValue()).isEqualTo(3);
        assertThat(sent().path("enable_search").booleanValue()).isTrue();
        assertThat(sent().has("repetition_penalty")).isTrue();
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(9);
    }

    @Test
    void whatTheCacheTookLiesWithinThePrompt() throws Exception {
        upstream.then(
                Reply.json(
                        plain("ok")
                                .replace(
                                        "\"total_tokens\":18",
                                        "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_creation_input_tokens\":5}")));
        Answer answer = ask(call(false));
        assertThat(answer.usage().getInputTokens()).isEqualTo(11);
        assertThat(answer.usage().getCachedInputTokens()).isEqualTo(4);
        assertThat(answer.usage().getCacheWriteInputTokens()).isEqualTo(5);
    }

    @Test
    void whatItThinksComesBeforeWhatItSays() throws Exception {
        upstream.then(
                Reply.raw(
                        event(
                                        "{\"index\":0,\"delta\":{\"content\":null,\"reasoning_content\":\"hm\"}}")
                                + parts("yes")
                                + ending()));
        JsonNode message = message(ask(call(true)));
        assertThat(message.path("reasoning_content").stringValue()).isEqualTo("hm");
        assertThat(message.path("content").stringValue()).isEqualTo("yes");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_parameter_error, InvalidRequest",
        "400, data_inspection_failed, ContentFiltered",
        "400, Arrearage, QuotaExhausted",
        "401, invalid_api_key, Authentication",
        "429, limit_requests, RateLimited",
        "429, limit_burst_rate, RateLimited",
        "429, Throttling.RateQuota, RateLimited",
        "429, Throttling.AllocationQuota, RateLimited",
        "429, insufficient_quota, RateLimited"
    })
    void itsOwnCodesAreUnderstood(int status, String code, String failure) {
        upstream.then(Reply.error(status, errorBody(code, "m")));
        assertThat(failure(call(false)).getClass().getSimpleName()).isEqualTo(failure);
    }
}
