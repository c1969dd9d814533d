package dev.millrace.provider.faults;

import static dev.millrace.provider.faults.VendorWords.quoted;

import dev.millrace.provider.anthropic.Anthropic;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;

/** Anthropic's Messages. */
final class AnthropicWords implements VendorWords {

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Provider provider(String url, UpstreamClient client) {
        return Anthropic.provider(new Endpoint("p", url, "k"), client);
    }

    @Override
    public String plain(String text, boolean usage) {
        return "{\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"content\":[{\"type\":\"text\",\"text\":%s}],\"stop_reason\":\"end_turn\"%s}"
                .formatted(
                        quoted(text),
                        usage ? ",\"usage\":{\"input_tokens\":11,\"output_tokens\":7}" : "");
    }

    @Override
    public String empty() {
        return "{\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":11,\"output_tokens\":7}}";
    }

    private static String event(String json) {
        String type = Json.text(Json.MAPPER.readTree(json), "type");
        return "event: " + type + "\ndata: " + json + "\n\n";
    }

    @Override
    public String parts(boolean usage, String... parts) {
        StringBuilder events =
                new StringBuilder(
                        event(
                                "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\",\"content\":[]%s}}"
                                        .formatted(
                                                usage
                                                        ? ",\"usage\":{\"input_tokens\":11,\"output_tokens\":1}"
                                                        : "")));
        events.append(
                event(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"));
        for (String part : parts) {
            events.append(
                    event(
                            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":%s}}"
                                    .formatted(quoted(part))));
        }
        return events.toString();
    }

    @Override
    public String ending(boolean usage) {
        return event("{\"type\":\"content_block_stop\",\"index\":0}")
                + event(
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}%s}"
                                .formatted(usage ? ",\"usage\":{\"output_tokens\":7}" : ""))
                + event("{\"type\":\"message_stop\"}");
    }

    @Override
    public String emptyStream() {
        return event("{\"type\":\"message_stop\"}");
    }

    /** They come with the message, which would be a choice. */
    @Override
    public boolean countsEmptyStreams() {
        return false;
    }

    @Override
    public String overloadEvent() {
        return event(
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}");
    }

    @Override
    public String garbageEvent() {
        return "event: content_block_delta\ndata: {\"type\":\"content_bl\n\n";
    }

    @Override
    public Reply rateLimited() {
        return Reply.error(
                429,
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"},\"request_id\":\"r\"}",
                "retry-after: 7",
                "anthropic-ratelimit-requests-remaining: 0");
    }

    @Override
    public Reply overloaded() {
        return Reply.error(
                529,
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}");
    }
}
