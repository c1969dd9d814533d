package dev.millrace.gateway.openai;

import dev.millrace.events.Completion;
import dev.millrace.events.Operation;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Usage;
import dev.millrace.gateway.admission.RequestIds;
import dev.millrace.gateway.json.JsonText;
import java.util.Map;
import java.util.TreeMap;

/** A finished request in OpenAI's shape (`chat.completion`, or a list of embeddings). */
public final class CompletionJson {

    private static final int FRAME = 640;

    private CompletionJson() {}

    /**
     * The response's body.
     *
     * @param output the completion's `choices` or `data`, as JSON
     */
    public static byte[] render(RequestFinished finish, byte[] output) {
        Completion completion = finish.getCompletion().orElseThrow();
        JsonText json = new JsonText(output.length + FRAME);
        Operation operation =
                finish.getHead().map(RequestHead::getOperation).orElse(Operation.CHAT);
        switch (operation) {
            case CHAT -> chat(json, finish, completion, output);
            case EMBEDDINGS -> embeddings(json, completion, output);
        }
        Extension.write(json, finish);
        return json.ascii("}").toBytes();
    }

    private static void chat(
            JsonText json, RequestFinished finish, Completion completion, byte[] output) {
        json.ascii("{\"id\":\"").ascii(RequestIds.CHAT_PREFIX).ascii(finish.getRequestId());
        json.ascii("\",\"object\":\"chat.completion\",\"created\":");
        json.number(RequestIds.time(finish.getRequestId()).getEpochSecond());
        json.ascii(",\"model\":").string(completion.getModel());
        json.ascii(",\"choices\":").raw(output);
        json.ascii(",\"usage\":");
        usage(json, completion.getUsage());
        completion
                .getSystemFingerprint()
                .ifPresent(print -> json.ascii(",\"system_fingerprint\":").string(print));
        completion.getServiceTier().ifPresent(t -> json.ascii(",\"service_tier\":").string(t));
        metadata(json, finish.getHead().map(RequestHead::getTags).orElse(Map.of()));
    }

    private static void metadata(JsonText json, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return;
        }
        String before = ",\"metadata\":{";
        for (Map.Entry<String, String> tag : new TreeMap<>(tags).entrySet()) {
            json.ascii(before).string(tag.getKey()).ascii(":").string(tag.getValue());
            before = ",";
        }
        json.ascii("}");
    }

    private static void embeddings(JsonText json, Completion completion, byte[] output) {
        json.ascii("{\"object\":\"list\",\"data\":").raw(output);
        json.ascii(",\"model\":").string(completion.getModel());
        json.ascii(",\"usage\":{\"prompt_tokens\":");
        json.number(completion.getUsage().getInputTokens());
        json.ascii(",\"total_tokens\":");
        json.number(completion.getUsage().getInputTokens()).ascii("}");
    }

    /** OpenAI's `CompletionUsage`. */
    public static void usage(JsonText json, Usage usage) {
        json.ascii("{\"prompt_tokens\":").number(usage.getInputTokens());
        json.ascii(",\"completion_tokens\":").number(usage.getOutputTokens());
        json.ascii(",\"total_tokens\":").number(usage.getInputTokens() + usage.getOutputTokens());
        json.ascii(",\"prompt_tokens_details\":{\"cached_tokens\":");
        json.number(usage.getCachedInputTokens());
        json.ascii("},\"completion_tokens_details\":{\"reasoning_tokens\":");
        json.number(usage.getReasoningOutputTokens()).ascii("}}");
    }
}
