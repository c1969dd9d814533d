package dev.millrace.provider.hunyuan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.openai.OpenAiShapedContract;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HunyuanChatTest extends OpenAiShapedContract {

    @Override
    protected Provider make(Endpoint endpoint, UpstreamClient client) {
        return Hunyuan.provider(endpoint, client);
    }

    @Test
    void aConversationIsAsItsNativeApiHasIt() throws Exception {
        answered(
                "hunyuan-turbos-latest",
                false,
                "'messages':[{'role':'user','content':'a'},{'role':'user','content':'b'},{'role':'system','content':'s'},{'role':'assistant','content':''},"
                        + "{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':''}}]},{'role':'tool','tool_call_id':'1','content':''}]",
                "'max_completion_tokens':7",
                "'enable_enhancement':true");
        assertThat(sent().path("messages").toString().replace('"', '\''))
                .isEqualTo(
                        "[{'role':'system','content':'s'},{'role':'user','content':'a\\n\\nb'},"
                                + "{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':''}}]},"
                                + "{'role':'tool','tool_call_id':'1','content':'(nothing)'}]");
        assertThat(sent().path("max_tokens").intValue()).isEqualTo(7);
        assertThat(sent().path("enable_enhancement").booleanValue()).isTrue();
    }

    @Test
    void itTakesFortyMessages() throws Exception {
        String pair = "{'role':'user','content':'a'},{'role':'assistant','content':'b'},";
        String user = "{'role':'user','content':'c'}]";
        answered("hunyuan-lite", false, "'messages':[" + pair.repeat(19) + user);
        assertThat(failure(of("hunyuan-lite", false, "'messages':[" + pair.repeat(20) + user)))
                .isInstanceOf(ProviderFailure.InvalidRequest.class);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void onlyTokenHubCanBeToldToThink() throws Exception {
        assertThat(answered("hunyuan-t1-latest", false, "'reasoning_effort':'low'").dropped())
                .containsExactly("reasoning_effort");
        assertThat(sent().has("reasoning_effort")).isFalse();
        provider = at("/tokenhub/v1").chat();
        assertThat(answered("hy3-preview", false, "'reasoning_effort':'max'").dropped()).isEmpty();
        assertThat(sent().path("reasoning_effort").stringValue()).isEqualTo("high");
        assertThat(sent().at("/thinking/type").stringValue()).isEqualTo("enabled");
        answered("hy3-preview", false, "'reasoning_effort':'none'");
        assertThat(sent().at("/thinking/type").stringValue()).isEqualTo("disabled");
        assertThat(answered("hy3-preview", false, "'reasoning':{'budget_tokens':1}").dropped())
                .containsExactly("reasoning.budget_tokens");
    }

    @Test
    void itsVectorsHaveOneLength() throws Exception {
        String vector = "{\"data\":[{\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":1}}";
        upstream.then(Reply.json(vector), Reply.json(vector));
        assertThat(embedded(1_024).dropped()).isEmpty();
        assertThat(sent().has("dimensions")).isFalse();
        assertThat(embedded(256).dropped()).containsExactly("dimensions");
        assertThat(sent().has("dimensions")).isFalse();
    }

    private Answer embedded(int dimensions) throws Exception {
        String body = "{\"input\":\"x\",\"dimensions\":" + dimensions + "}";
        EmbeddingCall call =
                new EmbeddingCall(
                        "hunyuan-embedding",
                        RequestBody.parse(body.getBytes(StandardCharsets.UTF_8)),
                        Instant.now().plusSeconds(20));
        return at("/v1").embeddings().embed(call, new Cancellation());
    }
}
