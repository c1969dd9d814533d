package dev.millrace.provider.gemini;

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

class GeminiThinkingTest {

    private static Request built(String model, String members) throws Exception {
        byte[] body =
                ("{'messages':[{'role':'user','content':'hi'}]," + members + "}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8);
        return GenerateContentBody.of(
                new ChatCall(model, RequestBody.parse(body), false, Instant.EPOCH));
    }

    private static String config(Request request) {
        var config = Json.MAPPER.readTree(request.body()).at("/generationConfig/thinkingConfig");
        return config.isMissingNode() ? "" : config.toString().replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "gemini-2.0-flash | 'effort':'low' | `` | reasoning.effort",
                "gemini-2.5-pro | 'effort':'none' | {'thinkingBudget':128} | reasoning.effort",
                "gemini-2.5-pro | 'budget_tokens':50000 | {'thinkingBudget':32768,'includeThoughts':true} | -",
                "gemini-2.5-pro | 'budget_tokens':50 | {'thinkingBudget':128,'includeThoughts':true} | reasoning.budget_tokens",
                "gemini-2.5-flash | 'effort':'none' | {'thinkingBudget':0} | -",
                "gemini-2.5-flash | 'budget_tokens':0 | {'thinkingBudget':0} | -",
                "gemini-2.5-flash | 'budget_tokens':99999 | {'thinkingBudget':24576,'includeThoughts':true} | -",
                "gemini-2.5-flash | 'effort':'medium' | {'thinkingBudget':8192,'includeThoughts':true} | -",
                "gemini-2.5-flash-lite | 'budget_tokens':500 | {'thinkingBudget':0} | reasoning.budget_tokens",
                "gemini-2.5-flash-lite | 'effort':'minimal' | {'thinkingBudget':512,'includeThoughts':true} | -",
                "gemini-3-pro-preview | 'effort':'medium' | {'thinkingLevel':'high','includeThoughts':true} | -",
                "gemini-3-pro-preview | 'effort':'none' | {'thinkingLevel':'low'} | reasoning.effort",
                "models/gemini-3.6-flash | 'effort':'minimal' | {'thinkingLevel':'minimal','includeThoughts':true} | -",
                "gemini-3.7-flash | 'effort':'minimal' | {'thinkingLevel':'low','includeThoughts':true} | -",
                "gemini-3.7-flash | 'budget_tokens':3000 | {'thinkingLevel':'medium','includeThoughts':true} | reasoning.budget_tokens",
                "gemini-3.7-flash | 'effort':'max','include':false | {'thinkingLevel':'high'} | -",
                "gemini-3.7-flash | 'include':true | {'includeThoughts':true} | -",
                "gemini-3.7-flash | 'effort':'odd' | `` | reasoning.effort",
            })
    void everyGenerationIsToldToThinkInItsWay(
            String model, String asked, String config, String dropped) throws Exception {
        Request built = built(model, "'reasoning':{" + asked + "}");
        assertThat(config(built)).isEqualTo(config);
        assertThat(List.copyOf(built.dropped()))
                .isEqualTo(dropped == null ? List.of() : List.of(dropped));
    }

    @Test
    void nothingIsSaidWhereNothingIsAsked() throws Exception {
        assertThat(config(built("gemini-3.6-flash", "'user':'u'"))).isEmpty();
    }
}
