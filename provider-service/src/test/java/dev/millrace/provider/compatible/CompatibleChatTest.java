package dev.millrace.provider.compatible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.AnswerFormat;
import dev.millrace.provider.openai.OpenAiShapedContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompatibleChatTest extends OpenAiShapedContract {

    private Abilities abilities = Abilities.ALL;

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return Compatible.provider(endpoint, client, abilities);
    }

    private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'f'}}]";

    private void only(String... lacking) {
        abilities = Abilities.without(List.of(lacking));
        provider = at("/v1").chat();
    }

    @Test
    void anAbilityItHasIsUsed() throws Exception {
        Answer answer =
                answered(
                        "m",
                        true,
                        "'messages':[{'role':'developer','content':'a'},{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x'}}]}]",
                        "'max_completion_tokens':3",
                        "'response_format':{'type':'json_schema','json_schema':{'name':'n'}}",
                        TOOLS,
                        "'tool_choice':'required'",
                        "'parallel_tool_calls':false");
        assertThat(answer.dropped()).isEmpty();
        assertThat(sent().at("/messages/0/role").stringValue()).isEqualTo("developer");
        assertThat(sent().path("max_completion_tokens").intValue()).isEqualTo(3);
        assertThat(sent().at("/response_format/type").stringValue()).isEqualTo("json_schema");
        assertThat(sent().path("tool_choice").stringValue()).isEqualTo("required");
        assertThat(sent().path("parallel_tool_calls").booleanValue()).isFalse();
        assertThat(sent().at("/stream_options/include_usage").booleanValue()).isTrue();
    }

    @Test
    void withoutTheDeveloperTheSystemSpeaks() throws Exception {
        only("developer_role");
        assertThat(
                        answered(
                                        "m",
                                        false,
                                        "'messages':[{'role':'developer','content':'a'},{'role':'user','content':'b'}]")
                                .dropped())
                .containsExactly("messages.role");
        assertThat(sent().at("/messages/0/role").stringValue()).isEqualTo("system");
    }

    /** Trap 12. */
    @Test
    void trap12WithoutStreamOptionsUsageIsWhatComesOrAnEstimate() throws Exception {
        only("stream_options");
        assertThat(answered("m", true).dropped()).isEmpty();
        assertThat(sent().has("stream_options")).isFalse();
        assertThat(answered("m", true, "'stream_options':{'include_usage':true}").dropped())
                .containsExactly("stream_options");
        assertThat(sent().has("stream_options")).isFalse();
        upstream.then(Reply.raw(parts("four") + finish("stop")));
        assertThat(ask(call(true)).usage().getEstimated()).isTrue();
    }

    @Test
    void withoutTheNewLimitTheOldOneIsUsed() throws Exception {
        only("max_completion_tokens");
        assertThat(answered("m", false, "'max_completion_tokens':3").dropped()).isEmpty();
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(3);
        assertThat(sent().has("max_completion_tokens")).isFalse();
        answered("m", false, "'max_tokens':9", "'max_completion_tokens':3");
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void withoutSchemasTheJsonModeIsUsed() throws Exception {
        only("json_schema");
        assertThat(
                        answered(
                                        "m",
                                        false,
                                        "'response_format':{'type':'json_schema','json_schema':{'name':'n'}}")
                                .dropped())
                .containsExactly("response_format");
        assertThat(sent().at("/response_format/type").stringValue()).isEqualTo("json_object");
        assertThat(provider.formats("m"))
                .containsExactlyInAnyOrder(AnswerFormat.JSON_OBJECT, AnswerFormat.FORCED_TOOL);
    }

    @Test
    void withoutForcedToolsTheModelIsFree() throws Exception {
        only("tool_choice_required");
        assertThat(provider.formats("m"))
                .containsExactlyInAnyOrder(AnswerFormat.JSON_OBJECT, AnswerFormat.JSON_SCHEMA);
        assertThat(
                        answered(
                                        "m",
                                        false,
                                        TOOLS,
                                        "'tool_choice':{'type':'function','function':{'name':'f'}}")
                                .dropped())
                .containsExactly("tool_choice");
        assertThat(sent().path("tool_choice").stringValue()).isEqualTo("auto");
        assertThat(answered("m", false, TOOLS, "'tool_choice':'none'").dropped()).isEmpty();
        assertThat(sent().path("tool_choice").stringValue()).isEqualTo("none");
    }

    @Test
    void withoutParallelCallsTheMemberIsLeftOut() throws Exception {
        only("parallel_tool_calls");
        assertThat(answered("m", false, "'parallel_tool_calls':false").dropped())
                .containsExactly("parallel_tool_calls");
        assertThat(answered("m", false, "'parallel_tool_calls':true").dropped()).isEmpty();
        assertThat(sent().has("parallel_tool_calls")).isFalse();
    }

    @Test
    void withoutEyesAnImageIsRefusedByName() {
        only("vision");
        assertThat(
                        failure(
                                of(
                                        "m",
                                        false,
                                        "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x'}}]}]")))
                .isEqualTo(
                        new ProviderFailure.InvalidRequest(
                                "messages", "This provider takes no images."));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void anAbilityThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Abilities.without(List.of("flying")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoeverWantsAllOrNothingGetsNothing() {
        only("json_schema");
        assertThat(
                        failure(
                                of(
                                        "m",
                                        false,
                                        "'drop_params':false",
                                        "'response_format':{'type':'json_schema','json_schema':{'name':'n'}}")))
                .isEqualTo(
                        new ProviderFailure.InvalidRequest(
                                "response_format", "This provider does not take it."));
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void reasoningIsAnEffortInOpenAisWay() throws Exception {
        assertThat(
                        answered(
                                        "m",
                                        false,
                                        "'reasoning':{'effort':'low','budget_tokens':9,'enabled':true}")
                                .dropped())
                .containsExactly("reasoning.budget_tokens", "reasoning.enabled");
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("low");
        assertThat(sent().has("reasoning")).isFalse();
        answered("m", false, "'reasoning_effort':'default'");
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("default");
    }

    @Test
    void whatOthersSignedPasses() throws Exception {
        answered(
                "m",
                false,
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b','thinking_blocks':[{'type':'thinking'}],'extra_content':{'google':{}}},{'role':'user','content':'c'}]");
        assertThat(sent().at("/messages/1").propertyNames())
                .contains("thinking_blocks", "extra_content");
    }

    @Test
    void looseAnswersAreUnderstood() throws Exception {
        upstream.then(
                Reply.raw(
                        "data: {\"choices\":null}\n\n"
                                + event("{\"delta\":{\"content\":\"a\"}}")
                                + "data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"eos\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n"),
                Reply.error(400, "{\"error\":{\"code\":400,\"message\":\"numeric\"}}"),
                Reply.error(400, "{\"error\":\"a string\"}"));
        Answer answer = ask(call(true));
        assertThat(message(answer).path("content").stringValue()).isEqualTo("ab");
        assertThat(answer.finishReasons()).containsExactly("stop");
        assertThat(answer.usage().getOutputTokens()).isEqualTo(2);
        assertThat(failure(call(false)))
                .isEqualTo(new ProviderFailure.InvalidRequest(null, "numeric"));
        assertThat(failure(call(false)))
                .isEqualTo(new ProviderFailure.InvalidRequest(null, "a string"));
        assertThat(at("/v1").thinkTags()).isTrue();
    }
}
