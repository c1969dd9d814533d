package dev.millrace.provider.catalog;

import dev.millrace.provider.attempt.Json;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a body that is to be a JSON object. */
final class OverrideBody {

    private static final int LARGEST = 64 * 1024;

    private OverrideBody() {}

    static ObjectNode read(HttpServletRequest http) throws IOException {
        byte[] bytes = http.getInputStream().readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw ApiException.of(ErrorCode.REQUEST_TOO_LARGE, LARGEST);
        }
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(bytes);
        } catch (JacksonException _) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (body.isMissingNode()) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (!(body instanceof ObjectNode object)) {
            throw ApiException.of(ErrorCode.INVALID_TYPE, "object");
        }
        return object;
    }
}
