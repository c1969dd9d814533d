package dev.millrace.provider.faults;

import static dev.millrace.provider.faults.VendorWords.quoted;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;

/** OpenAI's Responses; refusals are those of its chat completions. */
final class ResponsesWords extends OpenAiWords {

    private static final String USAGE =
            ",\"usage\":{\"input_tokens\":11,\"output_tokens\":7,\"total_tokens\":18}";

    @Override
    public String name() {
        return "responses";
    }

    @Override
    public ChatProvider open(String url, UpstreamClient client) {
        return OpenAi.responses(new Endpoint("p", url, "k"), client);
    }

    private static String response(String output, boolean usage) {
        return "{\"object\":\"response\",\"status\":\"completed\",\"model\":\"m-1\",\"output\":[%s]%s}"
                .formatted(output, usage ? USAGE : "");
    }

    private static String message(String text) {
        return "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":%s}]}"
                .formatted(quoted(text));
    }

    private static String named(String json) {
        String type = Json.text(Json.MAPPER.readTree(json), "type");
        return "event: " + type + "\n" + event(json);
    }

    private static String created() {
        return named(
                "{\"type\":\"response.created\",\"response\":{\"model\":\"m-1\",\"status\":\"in_progress\",\"output\":[],\"usage\":null}}");
    }

    private static String completed(String output, boolean usage) {
        return named(
                "{\"type\":\"response.completed\",\"response\":" + response(output, usage) + "}");
    }

    @Override
    public String plain(String text, boolean usage) {
        return response(message(text), usage);
    }

    @Override
    public String empty() {
        return response("", true);
    }

    @Override
    public String parts(boolean usage, String... parts) {
        StringBuilder events = new StringBuilder(created());
        events.append(
                named(
                        "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":[]}}"));
        for (String part : parts) {
            events.append(
                    named(
                            "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":%s}"
                                    .formatted(quoted(part))));
        }
        return events.toString();
    }

    @Override
    public String ending(boolean usage) {
        return named(
                        "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"message\"}}")
                + completed(message("whatever"), usage);
    }

    @Override
    public String emptyStream() {
        return created() + completed("", true);
    }

    @Override
    public String overloadEvent() {
        return named(
                "{\"type\":\"error\",\"code\":\"server_is_overloaded\",\"message\":\"busy\",\"param\":null}");
    }

    @Override
    public String garbageEvent() {
        return "event: response.output_text.delta\n" + event("{\"type\":\"response.outp");
    }
}
