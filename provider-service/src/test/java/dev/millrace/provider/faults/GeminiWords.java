package dev.millrace.provider.faults;

import static dev.millrace.provider.faults.VendorWords.quoted;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.gemini.Gemini;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;

/** Gemini's generateContent. */
final class GeminiWords implements VendorWords {

    private static final String USAGE =
            "\"usageMetadata\":{\"promptTokenCount\":11,\"candidatesTokenCount\":5,\"thoughtsTokenCount\":2}";

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public Provider provider(String url, UpstreamClient client) {
        return Gemini.provider(new Endpoint("p", url, "k"), client);
    }

    private static String response(String text, String more, boolean usage) {
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":%s}]}%s}],\"modelVersion\":\"m-1\"%s}"
                .formatted(quoted(text), more, usage ? "," + USAGE : "");
    }

    private static String event(String json) {
        return "data: " + json + "\r\n\r\n";
    }

    @Override
    public String plain(String text, boolean usage) {
        return response(text, ",\"finishReason\":\"STOP\"", usage);
    }

    @Override
    public String empty() {
        return "{\"candidates\":[],\"modelVersion\":\"m-1\"," + USAGE + "}";
    }

    @Override
    public String parts(boolean usage, String... parts) {
        StringBuilder events = new StringBuilder();
        for (String part : parts) {
            events.append(event(response(part, "", usage)));
        }
        return events.toString();
    }

    @Override
    public String ending(boolean usage) {
        return event(response("", ",\"finishReason\":\"STOP\"", usage));
    }

    @Override
    public String emptyStream() {
        return event(empty());
    }

    @Override
    public String overloadEvent() {
        return event("{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}");
    }

    @Override
    public String garbageEvent() {
        return event("{\"candidates\":[{\"con");
    }

    @Override
    public Reply rateLimited() {
        return Reply.error(
                429,
                "{\"error\":{\"code\":429,\"message\":\"slow\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"7s\"}]}}");
    }

    @Override
    public Reply overloaded() {
        return Reply.error(
                503, "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}");
    }
}
