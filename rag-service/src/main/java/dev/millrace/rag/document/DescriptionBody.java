package dev.millrace.rag.document;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is said anew of a document; null means that it stays.
 *
 * @param metadata takes the place of all there was
 */
record DescriptionBody(@Nullable String name, @Nullable Map<String, String> metadata) {

    private static final int LARGEST = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.shared();

    static DescriptionBody read(HttpServletRequest http) throws IOException {
        byte[] bytes = http.getInputStream().readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw ApiException.of(ErrorCode.REQUEST_TOO_LARGE, LARGEST);
        }
        JsonNode body;
        try {
            body = JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (body.isMissingNode()) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (!body.isObject()) {
            throw ApiException.of(ErrorCode.INVALID_TYPE, "object");
        }
        for (String field : body.propertyNames()) {
            if (!field.equals("name") && !field.equals("metadata")) {
                throw ApiException.at(field, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        JsonNode name = body.path("name");
        if (!name.isMissingNode() && !name.isString()) {
            throw ApiException.at("name", ErrorCode.INVALID_TYPE, "string");
        }
        return new DescriptionBody(
                name.isString() ? name.stringValue() : null,
                body.has("metadata") ? Metadata.of(body.path("metadata")) : null);
    }
}
