package dev.millrace.provider.faults;

import static dev.millrace.provider.faults.VendorWords.quoted;

import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.ollama.Ollama;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;

/** Ollama's {@code /api/chat}. */
public final class OllamaWords implements VendorWords {

    private static final String BUSY =
            "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}";

    @Override
    public String name() {
        return "ollama";
    }

    @Override
    public Provider provider(String url, UpstreamClient client) {
        return Ollama.provider(new Endpoint("p", url, ""), client);
    }

    @Override
    public String streamType() {
        return "application/x-ndjson";
    }

    /** A line without its end. */
    public static String line(String message, String more) {
        return "{\"model\":\"m-1\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\"%s}%s}"
                .formatted(message, more);
    }

    private static String said(String text) {
        return ",\"content\":" + quoted(text);
    }

    private static String done(boolean usage) {
        return ",\"done\":true,\"done_reason\":\"stop\",\"total_duration\":5"
                + (usage ? ",\"prompt_eval_count\":11,\"eval_count\":7" : "");
    }

    @Override
    public String plain(String text, boolean usage) {
        return line(said(text), done(usage));
    }

    @Override
    public String empty() {
        return "{\"model\":\"m-1\"" + done(true) + "}";
    }

    @Override
    public String parts(boolean usage, String... parts) {
        StringBuilder lines = new StringBuilder();
        for (String part : parts) {
            lines.append(line(said(part), ",\"done\":false")).append('\n');
        }
        return lines.toString();
    }

    @Override
    public String ending(boolean usage) {
        return line(said(""), done(usage)) + "\n";
    }

    @Override
    public String emptyStream() {
        return empty() + "\n";
    }

    @Override
    public String overloadEvent() {
        return BUSY + "\n";
    }

    @Override
    public String garbageEvent() {
        return "{\"model\":\"m-1\",\"mess\n";
    }

    @Override
    public Reply rateLimited() {
        return Reply.error(429, "{\"error\":\"too many requests\"}", "retry-after: 7");
    }

    @Override
    public Reply overloaded() {
        return Reply.error(503, BUSY);
    }
}
