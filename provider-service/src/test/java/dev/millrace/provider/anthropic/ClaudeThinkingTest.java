package dev.millrace.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.protocol.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ClaudeThinkingTest {

    private static final String USER = "'messages':[{'role':'user','content':'hi'}]";
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required'";

    private static Request built(String model, String members) throws Exception {
        String messages = members.contains("'messages'") ? "" : USER + ",";
        byte[] body =
                ("{" + messages + members + "}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8);
        return MessagesBody.of(new ChatCall(model, RequestBody.parse(body), false, Instant.EPOCH));
    }

    private static JsonNode sent(Request request) {
        return Json.MAPPER.readTree(request.body());
    }

    private static String thinking(Request request) {
        JsonNode thinking = sent(request).path("thinking");
        return thinking.isMissingNode() ? "" : thinking.toString().replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "claude-3-5-sonnet-20241022 | 5000 | `` | - | reasoning.budget_tokens",
                "claude-opus-4-1 | 5000 | {'type':'enabled','budget_tokens':5000} | - | -",
                "claude-opus-4-1 | 1000 | `` | - | reasoning.budget_tokens",
                "claude-sonnet-4-6 | 5000 | {'type':'enabled','budget_tokens':5000} | - | -",
                "claude-opus-4-7 | 5000 | {'type':'adaptive','display':'summarized'} | high | reasoning.budget_tokens",
                "claude-fable-5 | 900 | {'type':'adaptive','display':'summarized'} | low | reasoning.budget_tokens",
            })
    void aBudgetIsANumberWhereTheModelTakesOne(
            String model, int budget, String thinking, String effort, String dropped)
            throws Exception {
        Request built = built(model, "'reasoning':{'budget_tokens':" + budget + "}");
        assertThat(thinking(built)).isEqualTo(thinking);
        assertThat(sent(built).at("/output_config/effort").asString(null)).isEqualTo(effort);
        assertThat(List.copyOf(built.dropped()))
                .isEqualTo(dropped == null ? List.of() : List.of(dropped));
    }

    @Test
    void trap9NeitherSamplingNorABudgetReachesTheNewestAndTheirThoughtsAreNotEmpty()
            throws Exception {
        for (String model : List.of("claude-opus-4-7", "claude-opus-5", "claude-sonnet-5")) {
            Request built =
                    built(
                            model,
                            "'temperature':0.5,'top_p':0.5,'top_k':5,"
                                    + "'thinking':{'type':'enabled','budget_tokens':9000}");
            assertThat(thinking(built)).isEqualTo("{'type':'adaptive','display':'summarized'}");
            assertThat(sent(built).at("/output_config/effort").stringValue()).isEqualTo("xhigh");
            assertThat(sent(built).propertyNames()).doesNotContain("temperature", "top_p", "top_k");
            assertThat(built.dropped())
                    .containsExactly("temperature", "thinking.budget_tokens", "top_k", "top_p");
            assertThat(thinking(built(model, "'thinking':{'type':'adaptive'}")))
                    .isEqualTo("{'type':'adaptive','display':'summarized'}");
        }
    }

    @Test
    void thoughtsThatNobodyWantsToReadAreOmittedAtTheSource() throws Exception {
        assertThat(
                        thinking(
                                built(
                                        "claude-opus-4-8",
                                        "'reasoning':{'effort':'low','include':false}")))
                .isEqualTo("{'type':'adaptive','display':'omitted'}");
        assertThat(thinking(built("claude-sonnet-5", "'reasoning':{'include':true}")))
                .isEqualTo("{'type':'adaptive','display':'summarized'}");
        assertThat(thinking(built("claude-sonnet-5", "'user':'u'"))).isEmpty();
    }

    @Test
    void aModelThatThinksUnaskedIsSilencedBeforeAToolIsForcedUponIt() throws Exception {
        Request sonnet = built("claude-sonnet-5", TOOLS);
        assertThat(thinking(sonnet)).isEqualTo("{'type':'disabled'}");
        assertThat(sent(sonnet).at("/tool_choice/type").stringValue()).isEqualTo("any");
        Request fable = built("claude-fable-5", TOOLS);
        assertThat(fable.dropped()).containsExactly("tool_choice");
        assertThat(sent(fable).at("/tool_choice/type").stringValue()).isEqualTo("auto");
        assertThat(thinking(built("claude-opus-4-8", TOOLS))).isEmpty();
    }

    @Test
    void silenceAndTheHighestEffortsExcludeEachOther() throws Exception {
        Request built =
                built(
                        "claude-opus-5",
                        "'reasoning_effort':'none','output_config':{'effort':'max'}");
        assertThat(thinking(built)).isEqualTo("{'type':'disabled'}");
        assertThat(sent(built).at("/output_config/effort").stringValue()).isEqualTo("high");
        assertThat(built.dropped()).containsExactly("output_config.effort");
        assertThat(built("claude-fable-5", "'reasoning':{'effort':'none'}").dropped())
                .containsExactly("reasoning.effort");
    }

    @Test
    void wordsOfANewerGenerationAreTranslatedForAnOlderOne() throws Exception {
        Request built =
                built(
                        "claude-opus-4-1",
                        "'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}");
        assertThat(thinking(built)).isEqualTo("{'type':'enabled','budget_tokens':1024}");
        assertThat(sent(built).at("/output_config").has("effort")).isFalse();
    }

    @Test
    void trap2BlocksComeBackInTheirOrderAlsoWithoutATextAndRedactedOnes() throws Exception {
        String blocks =
                "[{'type':'thinking','thinking':'','signature':'s1'},{'type':'redacted_thinking','data':'zz'},"
                        + "{'type':'thinking','thinking':'t','signature':'s2'}]";
        String foreign = "{'type':'thinking','thinking':'unsigned'},{'type':'other'},";
        Request built =
                built(
                        "claude-opus-4-1",
                        "'reasoning_effort':'low','messages':[{'role':'user','content':'q'},{'role':'assistant','content':null,'thinking_blocks':"
                                + blocks.replace("[", "[" + foreign)
                                        .replace(
                                                "'data':'zz'",
                                                "'data':'zz','cache_control':{'type':'ephemeral'}")
                                + ",'tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                                + "{'role':'tool','tool_call_id':'1','content':'r'}]");
        assertThat(sent(built).at("/messages/1/content").toString().replace('"', '\''))
                .isEqualTo(
                        blocks.replace("]", "")
                                + ",{'type':'tool_use','id':'1','name':'f','input':{}}]");
        assertThat(thinking(built)).contains("enabled");
    }

    @Test
    void aCallThatLostItsThoughtsIsGoneOnWithWithoutThinking() throws Exception {
        String history =
                "'messages':[{'role':'user','content':'q'},{'role':'assistant','content':'w','tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'1','content':'r'}";
        Request lost = built("claude-opus-4-1", "'reasoning_effort':'low'," + history + "]");
        assertThat(thinking(lost)).isEmpty();
        assertThat(lost.dropped()).containsExactly("reasoning_effort");
        Request later =
                built(
                        "claude-opus-4-1",
                        "'reasoning_effort':'low',"
                                + history
                                + ",{'role':'assistant','content':'a'},{'role':'user','content':'q2'}]");
        assertThat(thinking(later)).contains("enabled");
    }

    @Test
    void whatTakesLongIsAskedForAsAStream() throws Exception {
        assertThat(built("claude-opus-4-8", "'max_tokens':21333").buffered()).isFalse();
        Request longer = built("claude-opus-4-8", "'max_tokens':30000");
        assertThat(longer.buffered()).isTrue();
        assertThat(sent(longer).path("stream").booleanValue()).isTrue();
        assertThat(built("claude-opus-4-1", "'reasoning':{'budget_tokens':20000}").buffered())
                .isTrue();
    }
}
