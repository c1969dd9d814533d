package dev.millrace.provider.registry;

import dev.millrace.provider.compatible.Abilities;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an operator set a provider up; its credentials are kept apart.
 *
 * @param id its name in model ids, plans and metrics
 * @param name for people
 * @param endpoint its address, without a slash at the end
 * @param apiVersion of the vendor's API, where addresses carry one (Azure's dated API)
 * @param headers sent with every request
 * @param models what it offers; empty asks the provider itself. Azure's are deployments, with the
 *     model behind them ({@code fast=gpt-5-mini}) unless they are named after it
 * @param defaults JSON: members that a request gets when it does not have them; empty for none
 * @param lacks what an endpoint of unknown make cannot do, of what OpenAI's does ({@link
 *     Abilities})
 * @param fallback {@code provider/model}s to ask when this one fails
 */
public record ProviderSettings(
        String id,
        ProviderType type,
        String name,
        DeploymentMode mode,
        String endpoint,
        @Nullable String apiVersion,
        Map<String, String> headers,
        Limits limits,
        Timeouts timeouts,
        List<String> models,
        String defaults,
        List<String> lacks,
        List<String> fallback) {

    /** Null does not limit. Those a minute are shared by all instances, calls in flight are not. */
    public record Limits(
            @Nullable Long requestsPerMinute,
            @Nullable Long tokensPerMinute,
            @Nullable Integer concurrency) {

        public static final Limits NONE = new Limits(null, null, null);
    }

    /**
     * Null leaves it to the service's configuration.
     *
     * @param total of one call
     */
    public record Timeouts(
            @Nullable Duration connect,
            @Nullable Duration firstToken,
            @Nullable Duration idle,
            @Nullable Duration total) {

        public static final Timeouts USUAL = new Timeouts(null, null, null, null);
    }

    /** One of its type as it usually is. */
    public static ProviderSettings usual(String id, ProviderType type, String endpoint) {
        return new ProviderSettings(
                id,
                type,
                id,
                type.usualMode(),
                endpoint.isEmpty() ? type.usualEndpoint() : endpoint,
                null,
                Map.of(),
                Limits.NONE,
                Timeouts.USUAL,
                List.of(),
                "",
                List.of(),
                List.of());
    }

    /** The same in another place. */
    public ProviderSettings in(DeploymentMode other) {
        return with(name, other);
    }

    /** The same under another name. */
    public ProviderSettings called(String other) {
        return with(other, mode);
    }

    /** The same with another version of the API, empty for none, and other models. */
    public ProviderSettings offering(String version, List<String> others) {
        return new ProviderSettings(
                id,
                type,
                name,
                mode,
                endpoint,
                version.isEmpty() ? null : version,
                headers,
                limits,
                timeouts,
                others,
                defaults,
                lacks,
                fallback);
    }

    private ProviderSettings with(String name, DeploymentMode mode) {
        return new ProviderSettings(
                id,
                type,
                name,
                mode,
                endpoint,
                apiVersion,
                headers,
                limits,
                timeouts,
                models,
                defaults,
                lacks,
                fallback);
    }
}
