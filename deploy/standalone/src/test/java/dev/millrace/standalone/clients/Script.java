package dev.millrace.standalone.clients;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a prompt asks of the {@link ScriptedUpstream}, as JSON; any other prompt is echoed.
 *
 * @param nonce names the calls of one test
 * @param say the answer, told word by word in a stream
 * @param fail statuses of the first calls
 * @param retryAfter seconds, in the header of those; none when empty
 * @param hold waits before the answer, in a stream after the first word, until it is released
 * @param cut breaks off after the first word
 */
record Script(
        String nonce,
        String say,
        List<Integer> fail,
        String retryAfter,
        boolean hold,
        boolean cut) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern BEFORE_BLANK = Pattern.compile("(?= )");

    static Script of(String prompt) {
        JsonNode script;
        try {
            script = JSON.readTree(prompt);
        } catch (JacksonException noScript) {
            return saying(prompt);
        }
        if (!script.has("nonce")) {
            return saying(prompt);
        }
        return new Script(
                script.path("nonce").asString(""),
                script.path("say").asString(""),
                script.path("fail").valueStream().map(JsonNode::intValue).toList(),
                script.path("retryAfter").asString(""),
                script.path("hold").asBoolean(false),
                script.path("cut").asBoolean(false));
    }

    static Script saying(String say) {
        return new Script(UUID.randomUUID().toString(), say, List.of(), "", false, false);
    }

    Script failing(Integer... statuses) {
        return new Script(nonce, say, List.of(statuses), retryAfter, hold, cut);
    }

    Script retryingAfter(String seconds) {
        return new Script(nonce, say, fail, seconds, hold, cut);
    }

    Script held() {
        return new Script(nonce, say, fail, retryAfter, true, cut);
    }

    Script breaking() {
        return new Script(nonce, say, fail, retryAfter, hold, true);
    }

    String prompt() {
        return JSON.writeValueAsString(this);
    }

    /** The answer in pieces, each with the blank before it. */
    List<String> words() {
        return BEFORE_BLANK.splitAsStream(say).toList();
    }
}
