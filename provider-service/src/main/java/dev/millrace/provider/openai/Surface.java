package dev.millrace.provider.openai;

import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.protocol.Reasoning;
import dev.millrace.provider.responses.GptModel;

/** The two ways to chat with OpenAI's models, and which of them a call takes. */
enum Surface {
    CHAT_COMPLETIONS,
    RESPONSES;

    /** Chat completions, unless they do not have the model or refuse the request. */
    static Surface of(String model, RequestBody request) {
        GptModel known = GptModel.of(model);
        if (known.onlyResponses()) {
            return RESPONSES;
        }
        boolean refused =
                !known.toolsWhileThinking()
                        && request.mentions("tools", "{")
                        && known.thinks(known.effort(Reasoning.of(request)));
        // What Responses left in the conversation no other surface knows.
        return refused || request.mentions("messages", "\"reasoning_items\"")
                ? RESPONSES
                : CHAT_COMPLETIONS;
    }
}
