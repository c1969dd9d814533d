package dev.millrace.provider.faults;

import static dev.millrace.provider.faults.VendorWords.quoted;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.List;

/** OpenAI's chat completions. */
class OpenAiWords implements VendorWords {

    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}";

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Provider provider(String url, UpstreamClient client) {
        return OpenAi.provider(new Endpoint("p", url, "k"), OpenAi.OWN, client, List.of());
    }

    @Override
    public String plain(String text, boolean usage) {
        return "{\"model\":\"m-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":%s},\"finish_reason\":\"stop\"}]%s}"
                .formatted(quoted(text), usage ? "," + USAGE : "");
    }

    @Override
    public String empty() {
        return "{\"model\":\"m-1\",\"choices\":[]," + USAGE + "}";
    }

    @Override
    public String parts(boolean usage, String... parts) {
        StringBuilder events = new StringBuilder();
        for (String part : parts) {
            events.append(choice("{\"content\":" + quoted(part) + "}", "null"));
        }
        return events.toString();
    }

    private static String choice(String delta, String reason) {
        return event(
                "{\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}],\"usage\":null}"
                        .formatted(delta, reason));
    }

    static String event(String json) {
        return "data: " + json + "\n\n";
    }

    @Override
    public String ending(boolean usage) {
        return choice("{}", "\"stop\"")
                + (usage ? event("{\"choices\":[]," + USAGE + "}") : "")
                + event("[DONE]");
    }

    @Override
    public String emptyStream() {
        return event("{\"choices\":[]," + USAGE + "}") + event("[DONE]");
    }

    @Override
    public String overloadEvent() {
        return event(
                "{\"error\":{\"message\":\"busy\",\"type\":\"server_error\",\"code\":\"server_is_overloaded\"}}");
    }

    @Override
    public String garbageEvent() {
        return event("{\"choices\":[{\"del");
    }

    @Override
    public Reply rateLimited() {
        return Reply.error(
                429,
                "{\"error\":{\"message\":\"slow\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}",
                "x-ratelimit-limit-requests: 60",
                "x-ratelimit-remaining-requests: 0",
                "x-ratelimit-reset-requests: 7s");
    }

    @Override
    public Reply overloaded() {
        return Reply.error(
                503, "{\"error\":{\"message\":\"busy\",\"code\":\"server_is_overloaded\"}}");
    }
}
