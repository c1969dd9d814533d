package dev.millrace.gateway.admission;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * What a chat completion's body must look like (OpenAI's `CreateChatCompletionRequest`). Fields
 * that are not known here are left alone: they go to the provider as they are.
 */
final class ChatRules {

    private static final Set<String> ROLES =
            Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final Set<String> FORMATS = Set.of("text", "json_object", "json_schema");

    /** How often a model may be asked again for JSON that fits. */
    private static final int MOST_RETRIES = 5;

    private static final Set<String> EFFORTS =
            Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final int ANY_NUMBER = Integer.MAX_VALUE;

    private ChatRules() {}

    static void check(JsonNode tree) {
        Field body = Field.body(tree);
        body.at("model").required().filled();
        body.at("messages").required().each(1, ANY_NUMBER, ChatRules::message);
        amounts(body);
        body.at("user").string();
        body.at("store").bool();
        body.at("logprobs").bool();
        body.at("parallel_tool_calls").bool();
        body.at("logit_bias").object();
        stop(body.at("stop"));
        stream(body);
        tools(body);
        format(body.at("response_format"));
        body.at("structured").object().at("max_retries").integer(0, MOST_RETRIES);
        reasoning(body);
        CommonRules.check(body);
    }

    private static void amounts(Field body) {
        body.at("n").integer(1, 128);
        body.at("max_tokens").integer(1, Long.MAX_VALUE);
        body.at("max_completion_tokens").integer(1, Long.MAX_VALUE);
        body.at("temperature").number(0, 2);
        body.at("top_p").number(0, 1);
        body.at("presence_penalty").number(-2, 2);
        body.at("frequency_penalty").number(-2, 2);
        body.at("top_logprobs").integer(0, 20);
        body.at("seed").integer(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static void message(Field message) {
        message.required().object();
        message.at("role").required().oneOf(ROLES);
        Field content = message.at("content");
        switch (message.at("role").value().stringValue()) {
            case "assistant" -> message.at("tool_calls").each(1, 1024, ChatRules::toolCall);
            case "tool" -> {
                message.at("tool_call_id").required().filled();
                content.required();
            }
            default -> content.required();
        }
        if (content.value().isArray()) {
            content.each(1, ANY_NUMBER, ChatRules::part);
        } else {
            content.type(content.value().isString(), "string, array");
        }
    }

    private static void part(Field part) {
        part.required().object();
        part.at("type").required().filled();
        switch (part.at("type").value().stringValue()) {
            case "text" -> part.at("text").required().string();
            case "image_url" ->
                    part.at("image_url").required().object().at("url").required().filled();
            default -> {}
        }
    }

    private static void toolCall(Field call) {
        call.required().object();
        call.at("id").required().filled();
        call.at("function").object();
    }

    private static void stop(Field stop) {
        Consumer<Field> each = s -> s.required().string();
        if (stop.value().isArray()) {
            stop.each(0, 16, each);
        } else {
            stop.type(stop.value().isString(), "string, array");
        }
    }

    private static void stream(Field body) {
        body.at("stream").bool();
        Field options = body.at("stream_options").object();
        if (!options.absent() && !body.at("stream").value().asBoolean(false)) {
            throw ApiException.at(options.path(), ErrorCode.UNSUPPORTED_PARAMETER);
        }
        options.at("include_usage").bool();
    }

    private static void tools(Field body) {
        body.at("tools")
                .each(
                        0,
                        1024,
                        tool -> {
                            tool.required().object();
                            tool.at("type").required().filled();
                            if (tool.at("type").value().stringValue().equals("function")) {
                                tool.at("function").required().object();
                                tool.at("function").at("name").required().filled();
                                tool.at("function").at("parameters").object();
                            }
                        });
        Field choice = body.at("tool_choice");
        choice.type(choice.value().isString() || choice.value().isObject(), "string, object");
    }

    private static void format(Field format) {
        if (format.object().absent()) {
            return;
        }
        format.at("type").required().oneOf(FORMATS);
        if (format.at("type").value().stringValue().equals("json_schema")) {
            Field schema = format.at("json_schema").required().object();
            schema.at("name").required().filled();
            schema.at("schema").object();
            schema.at("strict").bool();
        }
    }

    /**
     * How much to think, for every vendor alike. OpenAI's own member may have words of tomorrow.
     */
    private static void reasoning(Field body) {
        body.at("reasoning_effort").filled();
        Field reasoning = body.at("reasoning").object();
        Field effort = reasoning.at("effort").oneOf(EFFORTS);
        boolean none = !effort.absent() && effort.value().stringValue().equals("none");
        reasoning.at("budget_tokens").integer(0, none ? 0 : Integer.MAX_VALUE);
        reasoning.at("include").bool();
    }
}
