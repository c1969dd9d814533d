package dev.millrace.provider.faults;

import dev.millrace.provider.azure.Azure;
import dev.millrace.provider.azure.AzureSettings;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.UpstreamClient;
import java.util.Map;

/** OpenAI's words with those of Azure's filter around them. */
public final class AzureWords extends OpenAiWords {

    private final String version;
    private final String apiVersion;

    public AzureWords(String version, String apiVersion) {
        this.version = version;
        this.apiVersion = apiVersion;
    }

    @Override
    public String name() {
        return "azure " + version;
    }

    @Override
    public Provider provider(String url, UpstreamClient client) {
        return Azure.provider(
                new Endpoint("p", url, "k"), new AzureSettings(apiVersion, Map.of()), client);
    }

    /** The first chunk tells of the prompt and has no choice. */
    @Override
    public String parts(boolean usage, String... parts) {
        return event(
                        "{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}")
                + super.parts(usage, parts);
    }

    /** What an asynchronous filter found comes late, in a choice without a delta. */
    @Override
    public String ending(boolean usage) {
        return event(
                        "{\"choices\":[{\"index\":0,\"finish_reason\":null,\"content_filter_offsets\":{\"check_offset\":1},\"content_filter_results\":{}}]}")
                + super.ending(usage);
    }

    @Override
    public Reply rateLimited() {
        return Reply.error(
                429,
                "{\"error\":{\"code\":\"429\",\"message\":\"Requests have exceeded the token rate limit.\"}}",
                "retry-after: 8",
                "retry-after-ms: 7000");
    }

    @Override
    public Reply overloaded() {
        return Reply.error(
                503,
                "{\"error\":{\"code\":\"ServiceUnavailable\",\"message\":\"The service is temporarily unable to process your request.\"}}");
    }
}
