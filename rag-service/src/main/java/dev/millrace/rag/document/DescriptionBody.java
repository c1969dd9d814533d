package dev.millrace.rag.document;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is said anew of a document; null means that it stays.
 *
 * @param metadata takes the place of all there was
 */
record DescriptionBody(@Nullable String name, @Nullable Map<String, String> metadata) {

    private static final int LARGEST = 64 * 1024;

    static DescriptionBody read(HttpServletRequest http) throws IOException {
        JsonNode body = JsonBody.read(http, LARGEST);
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
