package dev.millrace.provider.catalog;

import dev.millrace.events.Operation;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What an operator may say of a model. */
final class OverrideRules {

    private static final long MOST_TOKENS = 1_000_000_000;
    private static final int MOST_CAPABILITIES = 30;
    private static final Pattern CAPABILITY = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final List<String> OPERATIONS =
            Arrays.stream(Operation.values())
                    .map(operation -> operation.name().toLowerCase(Locale.ROOT))
                    .toList();

    private OverrideRules() {}

    /**
     * The override that a request's body is.
     *
     * @throws ApiException naming the member that cannot be kept
     */
    static ModelOverride read(ObjectNode body) {
        ObjectNode fields = body.deepCopy();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            JsonNode kept = kept(member.getKey(), member.getValue());
            fields.set(member.getKey(), kept);
        }
        Instant deprecated = ModelOverride.instant(fields, ModelOverride.DEPRECATED_AT);
        Instant retires = ModelOverride.instant(fields, ModelOverride.RETIRES_AT);
        if (deprecated != null && retires != null && retires.isBefore(deprecated)) {
            throw ApiException.at(
                    ModelOverride.RETIRES_AT, ErrorCode.INVALID_VALUE, "≥ deprecated_at");
        }
        return new ModelOverride(fields);
    }

    private static JsonNode kept(String name, JsonNode value) {
        switch (name) {
            case ModelOverride.OPERATIONS -> texts(name, value, 1, OPERATIONS.size(), null);
            case ModelOverride.CAPABILITIES -> texts(name, value, 0, MOST_CAPABILITIES, CAPABILITY);
            case ModelOverride.CONTEXT_WINDOW, ModelOverride.MAX_OUTPUT -> {
                if (!value.isNull()) {
                    tokens(name, value, 1);
                }
            }
            case ModelOverride.PRICE -> {
                if (!value.isNull()) {
                    PriceRules.check(name, value);
                }
            }
            case ModelOverride.DEPRECATED_AT, ModelOverride.RETIRES_AT -> {
                return value.isNull() ? value : moment(name, value);
            }
            case ModelOverride.OFFERED -> {
                if (!value.isBoolean()) {
                    throw ApiException.at(name, ErrorCode.INVALID_TYPE, "boolean");
                }
            }
            default -> throw ApiException.at(name, ErrorCode.UNSUPPORTED_PARAMETER);
        }
        return value;
    }

    /** A count of tokens. */
    static void tokens(String path, JsonNode value, long least) {
        if (!value.isIntegralNumber()) {
            throw ApiException.at(path, ErrorCode.INVALID_TYPE, "integer");
        }
        if (!value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > MOST_TOKENS) {
            throw ApiException.at(path, ErrorCode.INVALID_VALUE, least + "–" + MOST_TOKENS);
        }
    }

    private static void texts(
            String path, JsonNode list, int least, int most, @Nullable Pattern allowed) {
        if (!list.isArray()) {
            throw ApiException.at(path, ErrorCode.INVALID_TYPE, "array");
        }
        if (list.size() < least || list.size() > most) {
            throw ApiException.at(path, ErrorCode.INVALID_VALUE, least + "–" + most);
        }
        int index = 0;
        for (JsonNode value : list) {
            String at = path + "[" + index++ + "]";
            if (!value.isString()) {
                throw ApiException.at(at, ErrorCode.INVALID_TYPE, "string");
            }
            if (allowed == null && !OPERATIONS.contains(value.stringValue())) {
                throw ApiException.at(
                        at,
                        ErrorCode.INVALID_VALUE,
                        OPERATIONS.stream().collect(Collectors.joining(", ")));
            }
            if (allowed != null && !allowed.matcher(value.stringValue()).matches()) {
                throw ApiException.at(at, ErrorCode.INVALID_VALUE, "a-z, 0-9, _");
            }
        }
    }

    private static JsonNode moment(String path, JsonNode value) {
        if (!value.isString()) {
            throw ApiException.at(path, ErrorCode.INVALID_TYPE, "string");
        }
        String text = value.stringValue();
        try {
            Instant moment =
                    text.length() == "2026-01-31".length()
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : Instant.parse(text);
            return StringNode.valueOf(moment.truncatedTo(ChronoUnit.MILLIS).toString());
        } catch (DateTimeParseException _) {
            throw ApiException.at(
                    path, ErrorCode.INVALID_VALUE, "2026-01-31, 2026-01-31T12:00:00Z");
        }
    }
}
