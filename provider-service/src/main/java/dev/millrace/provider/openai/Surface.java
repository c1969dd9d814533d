package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.responses.Efforts;
import dev.millrace.provider.responses.GptModel;
import tools.jackson.databind.node.ObjectNode;

/** The two ways to chat with OpenAI's models, and which of them a call takes. */
enum Surface {
    CHAT_COMPLETIONS,
    RESPONSES;

    /** From here on chat completions refuse tools while a model thinks. */
    private static final int NO_TOOLS_WHILE_THINKING = 54;

    /** Chat completions, unless they do not have the model or refuse the request. */
    static Surface of(String model, RequestBody request) {
        GptModel known = GptModel.of(model);
        if (known.onlyResponses()) {
            return RESPONSES;
        }
        boolean refused =
                known.version() >= NO_TOOLS_WHILE_THINKING
                        && request.mentions("tools", "{")
                        && known.thinks(effort(request));
        // What Responses left in the conversation no other surface knows.
        return refused || request.mentions("messages", "\"reasoning_items\"")
                ? RESPONSES
                : CHAT_COMPLETIONS;
    }

    private static String effort(RequestBody request) {
        ObjectNode members = Json.MAPPER.createObjectNode();
        for (String name : new String[] {"reasoning_effort", "reasoning"}) {
            request.value(name).ifPresent(json -> members.set(name, Json.MAPPER.readTree(json)));
        }
        return Efforts.of(members);
    }
}
