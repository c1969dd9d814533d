package dev.millrace.gateway.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.events.Operation;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private static final String USER = "{'role':'user','content':'hi'}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'m','messages':[{'role':'user','content':'hi'}]}",
                "{'model':'m','messages':[{'role':'user','content':''}],'max_tokens':null,'stop':null}",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url','image_url':{'url':'data:'}}]}]}",
                "{'model':'m','messages':[{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':''}}]},{'role':'tool','tool_call_id':'c','content':'r'}]}",
                "{'model':'m','messages':[{'role':'user','content':'hi'}],'stream':true,'stream_options':{'include_usage':true},'stop':['a','b'],'unknown_field':{'x':[1]}}",
                "{'model':'m','messages':[{'role':'user','content':'hi'}],'tools':[{'type':'function','function':{'name':'f','parameters':{}}}],'tool_choice':'auto','metadata':{'a':'b'}}",
                "{'model':'m','messages':[{'role':'user','content':'hi'}],'retrieval':{'knowledge_base':'kb','top_k':3,'min_score':0.5}}",
                "{'model':'m','messages':[{'role':'user','content':'hi'}],'reasoning':{'effort':'xhigh','budget_tokens':1,'include':false,'other':1},'reasoning_effort':'default'}",
                "{'model':'m','messages':[{'role':'user','content':'hi'}],'reasoning':{'effort':'none','budget_tokens':0}}",
                "{'model':'m','messages':[{'role':'user','content':'hi'}],'reasoning':null,'reasoning_effort':null}"
            })
    void takesWhatOpenAiTakes(String body) {
        assertThatCode(() -> ChatRules.check(parse(body).tree())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "{'messages':[U]}; model; MISSING_REQUIRED_PARAMETER",
                "{'model':7,'messages':[U]}; model; INVALID_TYPE",
                "{'model':' ','messages':[U]}; model; INVALID_VALUE",
                "{'model':'m'}; messages; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':'hi'}; messages; INVALID_TYPE",
                "{'model':'m','messages':[]}; messages; INVALID_VALUE",
                "{'model':'m','messages':[7]}; messages[0]; INVALID_TYPE",
                "{'model':'m','messages':[{'content':'x'}]}; messages[0].role; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':[U,{'role':'wizard','content':'x'}]}; messages[1].role; INVALID_VALUE",
                "{'model':'m','messages':[{'role':'user'}]}; messages[0].content; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':[{'role':'user','content':7}]}; messages[0].content; INVALID_TYPE",
                "{'model':'m','messages':[{'role':'user','content':[{'text':'x'}]}]}; messages[0].content[0].type; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{}}]}]}; messages[0].content[0].image_url.url; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':[{'role':'tool','content':'x'}]}; messages[0].tool_call_id; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':[U],'n':0}; n; INVALID_VALUE",
                "{'model':'m','messages':[U],'millrace':{'cache':7}}; millrace.cache; INVALID_TYPE",
                "{'model':'m','messages':[U],'millrace':{'cache':'max-age=x'}}; millrace.cache; INVALID_VALUE",
                "{'model':'m','messages':[U],'n':1.5}; n; INVALID_TYPE",
                "{'model':'m','messages':[U],'max_tokens':-1}; max_tokens; INVALID_VALUE",
                "{'model':'m','messages':[U],'max_tokens':'many'}; max_tokens; INVALID_TYPE",
                "{'model':'m','messages':[U],'max_completion_tokens':0}; max_completion_tokens; INVALID_VALUE",
                "{'model':'m','messages':[U],'max_tokens':99999999999999999999}; max_tokens; INVALID_VALUE",
                "{'model':'m','messages':[U],'temperature':2.1}; temperature; INVALID_VALUE",
                "{'model':'m','messages':[U],'temperature':'hot'}; temperature; INVALID_TYPE",
                "{'model':'m','messages':[U],'top_p':-0.1}; top_p; INVALID_VALUE",
                "{'model':'m','messages':[U],'stop':7}; stop; INVALID_TYPE",
                "{'model':'m','messages':[U],'stop':[7]}; stop[0]; INVALID_TYPE",
                "{'model':'m','messages':[U],'stream':'yes'}; stream; INVALID_TYPE",
                "{'model':'m','messages':[U],'stream_options':{}}; stream_options; UNSUPPORTED_PARAMETER",
                "{'model':'m','messages':[U],'tools':{}}; tools; INVALID_TYPE",
                "{'model':'m','messages':[U],'tools':[{'type':'function','function':{}}]}; tools[0].function.name; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':[U],'tool_choice':7}; tool_choice; INVALID_TYPE",
                "{'model':'m','messages':[U],'response_format':{'type':'xml'}}; response_format.type; INVALID_VALUE",
                "{'model':'m','messages':[U],'response_format':{'type':'json_schema'}}; response_format.json_schema; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':[U],'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':1}}}; response_format.json_schema.strict; INVALID_TYPE",
                "{'model':'m','messages':[U],'structured':2}; structured; INVALID_TYPE",
                "{'model':'m','messages':[U],'structured':{'max_retries':6}}; structured.max_retries; INVALID_VALUE",
                "{'model':'m','messages':[U],'metadata':{'a':7}}; metadata.a; INVALID_TYPE",
                "{'model':'m','messages':[U],'reasoning':'high'}; reasoning; INVALID_TYPE",
                "{'model':'m','messages':[U],'reasoning':{'effort':'huge'}}; reasoning.effort; INVALID_VALUE",
                "{'model':'m','messages':[U],'reasoning':{'effort':3}}; reasoning.effort; INVALID_TYPE",
                "{'model':'m','messages':[U],'reasoning':{'budget_tokens':-1}}; reasoning.budget_tokens; INVALID_VALUE",
                "{'model':'m','messages':[U],'reasoning':{'budget_tokens':1.5}}; reasoning.budget_tokens; INVALID_TYPE",
                "{'model':'m','messages':[U],'reasoning':{'budget_tokens':9999999999}}; reasoning.budget_tokens; INVALID_VALUE",
                "{'model':'m','messages':[U],'reasoning':{'effort':'none','budget_tokens':5}}; reasoning.budget_tokens; INVALID_VALUE",
                "{'model':'m','messages':[U],'reasoning':{'include':'no'}}; reasoning.include; INVALID_TYPE",
                "{'model':'m','messages':[U],'reasoning_effort':3}; reasoning_effort; INVALID_TYPE",
                "{'model':'m','messages':[U],'retrieval':{}}; retrieval.knowledge_base; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','messages':[U],'retrieval':{'knowledge_base':'kb','top_k':101}}; retrieval.top_k; INVALID_VALUE",
                "{'model':'m','messages':[U],'retrieval':{'knowledge_base':'kb','min_score':-0.1}}; retrieval.min_score; INVALID_VALUE",
            })
    void namesTheFieldThatIsWrong(String body, String param, ErrorCode code) {
        ApiException refused =
                catchThrowableOfType(
                        ApiException.class,
                        () -> ChatRules.check(parse(body.replace("U", USER)).tree()));

        assertThat(refused.param()).isEqualTo(param);
        assertThat(refused.code()).isEqualTo(code);
    }

    @Test
    void keepsNamesSmallBecauseEveryRecordOfARequestCarriesThem() {
        refuses("'metadata':{'%s':'b'}", 64, "metadata");
        refuses("'metadata':{'a':'%s'}", 512, "metadata.a");
        refuses("'retrieval':{'knowledge_base':'%s'}", 200, "retrieval.knowledge_base");
    }

    private static void refuses(String field, int longest, String param) {
        String body = "{'model':'m','messages':[" + USER + "]," + field + "}";
        assertThatCode(() -> ChatRules.check(parse(body.formatted("x".repeat(longest))).tree()))
                .doesNotThrowAnyException();
        ApiException refused =
                catchThrowableOfType(
                        ApiException.class,
                        () ->
                                ChatRules.check(
                                        parse(body.formatted("x".repeat(longest + 1))).tree()));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(refused.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a'", "['a','b']", "[1,2,3]", "[[1,2],[3]]"})
    void takesEveryFormOfEmbeddingInput(String input) {
        assertThatCode(
                        () ->
                                EmbeddingRules.check(
                                        parse("{'model':'m','input':" + input + "}").tree()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "{'model':'m'}; input; MISSING_REQUIRED_PARAMETER",
                "{'model':'m','input':7}; input; INVALID_TYPE",
                "{'model':'m','input':[]}; input; INVALID_VALUE",
                "{'model':'m','input':[[1,'x']]}; input[0][1]; INVALID_TYPE",
                "{'model':'m','input':[-1]}; input[0]; INVALID_VALUE",
                "{'model':'m','input':'a','dimensions':-4}; dimensions; INVALID_VALUE",
                "{'model':'m','input':'a','encoding_format':'hex'}; encoding_format; INVALID_VALUE",
                "{'model':'m','input':'a','retrieval':{'knowledge_base':'kb'}}; retrieval; UNSUPPORTED_PARAMETER",
            })
    void namesTheFieldOfAnEmbeddingThatIsWrong(String body, String param, ErrorCode code) {
        ApiException refused =
                catchThrowableOfType(
                        ApiException.class, () -> EmbeddingRules.check(parse(body).tree()));

        assertThat(refused.param()).isEqualTo(param);
        assertThat(refused.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "{'model':; INVALID_JSON",
                "{} {}; INVALID_JSON",
                "; INVALID_JSON",
                "[]; INVALID_TYPE",
                "null; INVALID_TYPE",
            })
    void refusesWhatIsNoObject(@org.jspecify.annotations.Nullable String body, ErrorCode code) {
        ApiException refused =
                catchThrowableOfType(ApiException.class, () -> parse(body == null ? "" : body));

        assertThat(refused.code()).isEqualTo(code);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] broken = "{'model':'X'}".replace('\'', '"').getBytes(UTF_8);
        broken[10] = (byte) 0xFF;

        assertThat(catchThrowableOfType(ApiException.class, () -> JsonBody.parse(broken)).code())
                .isEqualTo(ErrorCode.INVALID_UTF8);
        assertThat(
                        catchThrowableOfType(
                                        ApiException.class,
                                        () ->
                                                JsonBody.parse(
                                                        "{}"
                                                                .getBytes(
                                                                        java.nio.charset
                                                                                .StandardCharsets
                                                                                .UTF_16BE)))
                                .code())
                .isEqualTo(ErrorCode.INVALID_UTF8);
    }

    @Test
    void depthIsLimited() {
        String deep = "{'a':" + "[".repeat(5000) + "]".repeat(5000) + "}";

        assertThat(catchThrowableOfType(ApiException.class, () -> parse(deep)).code())
                .isEqualTo(ErrorCode.INVALID_JSON);
    }

    @Test
    void findsWhatARequestNeeds() {
        JsonBody body =
                parse(
                        "{'tools':[{}],'response_format':{'type':'json_schema'},'messages':[{'content':[{'type':'image_url'}]}]}");

        assertThat(Needs.of(Operation.CHAT, body.tree()))
                .containsExactly("tools", "json_schema", "vision");
        assertThat(Needs.of(Operation.EMBEDDINGS, body.tree())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "'reasoning_effort':'low','drop_params':false; true",
                "'reasoning':{'budget_tokens':5},'drop_params':false; true",
                "'reasoning':{'effort':'none'},'reasoning_effort':'low','drop_params':false; false",
                "'reasoning_effort':'none','drop_params':false; false",
                "'reasoning':{'include':true},'drop_params':false; false",
                "'reasoning':{'effort':'high'}; false",
            })
    void aModelMustThinkOnlyForWhomItIsAllOrNothing(String members, boolean needed) {
        assertThat(
                        Needs.of(Operation.CHAT, parse("{" + members + "}").tree())
                                .contains("reasoning"))
                .isEqualTo(needed);
    }

    private static JsonBody parse(String body) {
        return JsonBody.parse(body.replace('\'', '"').getBytes(UTF_8));
    }
}
