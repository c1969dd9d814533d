package dev.millrace.provider.registry;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.registry.ProviderSettings.Limits;
import dev.millrace.provider.registry.ProviderSettings.Timeouts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of the settings that is one JSON document, in the API and in the row: {@code
 * api_version}, {@code headers}, {@code limits}, {@code timeouts}, {@code models}, {@code
 * defaults}, {@code lacks}, {@code fallback}. What is read here was checked before ({@link
 * ProviderBody}).
 */
final class SettingsJson {

    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private SettingsJson() {}

    static void write(ProviderSettings settings, ObjectNode to) {
        if (settings.apiVersion() != null) {
            to.put("api_version", settings.apiVersion());
        }
        ObjectNode headers = to.putObject("headers");
        settings.headers().forEach(headers::put);
        Limits limits = settings.limits();
        to.putObject("limits")
                .put("requests_per_minute", limits.requestsPerMinute())
                .put("tokens_per_minute", limits.tokensPerMinute())
                .put("concurrency", limits.concurrency());
        Timeouts timeouts = settings.timeouts();
        to.putObject("timeouts")
                .put("connect_seconds", seconds(timeouts.connect()))
                .put("first_token_seconds", seconds(timeouts.firstToken()))
                .put("idle_seconds", seconds(timeouts.idle()))
                .put("total_seconds", seconds(timeouts.total()));
        texts(to.putArray("models"), settings.models());
        to.set(
                "defaults",
                settings.defaults().isEmpty()
                        ? Json.MAPPER.createObjectNode()
                        : Json.MAPPER.readTree(settings.defaults()));
        texts(to.putArray("lacks"), settings.lacks());
        texts(to.putArray("fallback"), settings.fallback());
    }

    /** The settings of a provider whose other members are given. */
    static ProviderSettings read(ProviderSettings usual, JsonNode from) {
        JsonNode limits = from.path("limits");
        JsonNode timeouts = from.path("timeouts");
        JsonNode defaults = from.path("defaults");
        String version = Json.text(from, "api_version");
        return new ProviderSettings(
                usual.id(),
                usual.type(),
                usual.name(),
                usual.mode(),
                usual.endpoint(),
                version.isEmpty() ? null : version,
                headers(from.path("headers")),
                new Limits(
                        number(limits.path("requests_per_minute")),
                        number(limits.path("tokens_per_minute")),
                        limits.path("concurrency").isInt()
                                ? limits.path("concurrency").intValue()
                                : null),
                new Timeouts(
                        duration(timeouts.path("connect_seconds")),
                        duration(timeouts.path("first_token_seconds")),
                        duration(timeouts.path("idle_seconds")),
                        duration(timeouts.path("total_seconds"))),
                texts(from.path("models")),
                defaults.isObject() && !defaults.isEmpty() ? defaults.toString() : "",
                texts(from.path("lacks")),
                texts(from.path("fallback")));
    }

    private static Map<String, String> headers(JsonNode from) {
        Map<String, String> headers = new LinkedHashMap<>();
        from.properties().forEach(each -> headers.put(each.getKey(), each.getValue().asString()));
        return headers;
    }

    private static @Nullable Long number(JsonNode value) {
        return value.isIntegralNumber() ? value.longValue() : null;
    }

    private static @Nullable Duration duration(JsonNode seconds) {
        return seconds.isNumber()
                ? Duration.ofMillis(seconds.decimalValue().multiply(MILLIS).longValue())
                : null;
    }

    private static @Nullable BigDecimal seconds(@Nullable Duration duration) {
        return duration == null
                ? null
                : BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
    }

    private static void texts(ArrayNode to, List<String> texts) {
        texts.forEach(to::add);
    }

    private static List<String> texts(JsonNode from) {
        List<String> texts = new ArrayList<>();
        from.forEach(each -> texts.add(each.asString()));
        return List.copyOf(texts);
    }
}
