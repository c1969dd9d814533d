package dev.millrace.web.request;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A request's body that must be a JSON object. */
public final class JsonBody {

    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonBody() {}

    /**
     * Reads it.
     *
     * @param largest bytes
     * @throws ApiException `request_too_large`, `invalid_json`, or `invalid_type` for other JSON
     */
    public static ObjectNode read(HttpServletRequest http, int largest) throws IOException {
        byte[] bytes = http.getInputStream().readNBytes(largest + 1);
        if (bytes.length > largest) {
            throw ApiException.of(ErrorCode.REQUEST_TOO_LARGE, largest);
        }
        return parse(bytes);
    }

    /**
     * The object that the bytes are.
     *
     * @throws ApiException `invalid_json`, or `invalid_type` for other JSON
     */
    public static ObjectNode parse(byte[] bytes) {
        JsonNode body;
        try {
            body = JSON.readTree(bytes);
        } catch (JacksonException _) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (body.isMissingNode()) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.of(ErrorCode.INVALID_TYPE, "object");
    }
}
