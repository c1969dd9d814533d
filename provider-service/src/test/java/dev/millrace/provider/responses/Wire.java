package dev.millrace.provider.responses;

import dev.millrace.provider.attempt.Json;

/** Responses as OpenAI writes them. */
final class Wire {

    private Wire() {}

    static String quoted(String text) {
        return Json.MAPPER.writeValueAsString(text);
    }

    /** 11 tokens in, 7 out. */
    static String response(String status, String... items) {
        return """
        {"id":"resp_1","object":"response","status":"%s","model":"answering-model","error":null,
         "incomplete_details":null,"output":[%s],"service_tier":"default",
         "usage":{"input_tokens":11,"output_tokens":7}}"""
                .formatted(status, String.join(",", items))
                .replace("\n", "");
    }

    static String message(String text) {
        return "{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":"
                + (text.isEmpty()
                        ? "[]"
                        : "[{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":"
                                + quoted(text)
                                + "}]")
                + "}";
    }

    static String call(String callId, String name, String arguments) {
        return "{\"type\":\"function_call\",\"id\":\"fc_%s\",\"call_id\":\"%s\",\"name\":\"%s\",\"arguments\":%s}"
                .formatted(callId, callId, name, quoted(arguments));
    }

    static String reasoning(String id, String sealed) {
        return "{\"type\":\"reasoning\",\"id\":\"%s\",\"summary\":[],\"encrypted_content\":%s}"
                .formatted(id, quoted(sealed));
    }

    static String event(String json) {
        String type = Json.text(Json.MAPPER.readTree(json), "type");
        return "event: " + type + "\ndata: " + json + "\n\n";
    }

    static String created() {
        return event(
                "{\"type\":\"response.created\",\"response\":" + response("in_progress") + "}");
    }

    static String completed() {
        return event(
                "{\"type\":\"response.completed\",\"response\":"
                        + response("completed", message("not read"))
                        + "}");
    }

    static String added(int position, String item) {
        return event(
                "{\"type\":\"response.output_item.added\",\"output_index\":%d,\"item\":%s}"
                        .formatted(position, item));
    }

    static String done(int position, String item) {
        return event(
                "{\"type\":\"response.output_item.done\",\"output_index\":%d,\"item\":%s}"
                        .formatted(position, item));
    }

    static String delta(String of, int position, String text) {
        return event(
                "{\"type\":\"response.%s.delta\",\"output_index\":%d,\"delta\":%s}"
                        .formatted(of, position, quoted(text)));
    }

    static String summary(int part, String text) {
        return event(
                "{\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":0,\"summary_index\":%d,\"delta\":%s}"
                        .formatted(part, quoted(text)));
    }
}
