package dev.millrace.web.token;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a token says. Wire names: {@code iss} the signing key's id, {@code aud} the service, {@code
 * m} and {@code p} method and path, {@code iat} and {@code exp} in unix seconds, {@code jti}; then
 * the caller: {@code tenant}, {@code team}, {@code user}, {@code key}, {@code scopes}, {@code
 * models}.
 */
record TokenClaims(
        String issuer,
        String audience,
        String method,
        String path,
        long issuedAt,
        long expiresAt,
        String id,
        Caller caller) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    byte[] toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("iss", issuer).put("aud", audience).put("m", method).put("p", path);
        json.put("iat", issuedAt).put("exp", expiresAt).put("jti", id);
        json.put("tenant", caller.tenant()).put("team", caller.team()).put("user", caller.user());
        json.put("key", caller.keyId());
        ArrayNode scopes = json.putArray("scopes");
        caller.scopes().forEach(scopes::add);
        ArrayNode models = json.putArray("models");
        caller.allowedModels().forEach(models::add);
        return JSON.writeValueAsBytes(json);
    }

    /** Null when it is not exactly of this form. */
    static @Nullable TokenClaims parse(byte[] json) {
        try {
            JsonNode node = JSON.readTree(json);
            return new TokenClaims(
                    text(node, "iss"),
                    text(node, "aud"),
                    text(node, "m"),
                    text(node, "p"),
                    number(node, "iat"),
                    number(node, "exp"),
                    text(node, "jti"),
                    new Caller(
                            text(node, "tenant"),
                            text(node, "team"),
                            text(node, "user"),
                            text(node, "key"),
                            Set.copyOf(new LinkedHashSet<>(texts(node, "scopes"))),
                            texts(node, "models")));
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.isString()) {
            throw new IllegalArgumentException(name);
        }
        return value.asString();
    }

    private static long number(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name);
        }
        return value.asLong();
    }

    private static List<String> texts(JsonNode node, String name) {
        JsonNode values = node.get(name);
        if (values == null || !values.isArray()) {
            throw new IllegalArgumentException(name);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            if (!value.isString()) {
                throw new IllegalArgumentException(name);
            }
            texts.add(value.asString());
        }
        return List.copyOf(texts);
    }
}
