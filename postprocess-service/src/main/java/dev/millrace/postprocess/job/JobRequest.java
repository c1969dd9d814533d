package dev.millrace.postprocess.job;

import dev.millrace.events.Operation;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the gateway forwards: a request it has checked, byte for byte as the caller sent it, and
 * what it decided about it.
 *
 * @param request the bytes of the caller's request
 * @param deadline milliseconds since 1970; null when the gateway set none
 */
record JobRequest(
        ByteBuffer request, Operation operation, @Nullable Long deadline, boolean explain) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static JobRequest parse(byte[] body) {
        ByteBuffer request = null;
        Operation operation = Operation.CHAT;
        Long deadline = null;
        boolean explain = false;
        try (JsonParser json = JSON.createParser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT, null);
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "request" -> {
                        require(value == JsonToken.START_OBJECT, field);
                        int start = (int) json.currentTokenLocation().getByteOffset();
                        json.skipChildren();
                        int end = (int) json.currentLocation().getByteOffset();
                        request = ByteBuffer.wrap(body, start, end - start).slice();
                    }
                    case "operation" -> {
                        require(value == JsonToken.VALUE_STRING, field);
                        operation = operation(json.getString());
                    }
                    case "deadline" -> {
                        boolean none = value == JsonToken.VALUE_NULL;
                        require(none || value == JsonToken.VALUE_NUMBER_INT, field);
                        deadline = none ? null : (Long) json.getLongValue();
                    }
                    case "explain" -> {
                        require(value.isBoolean(), field);
                        explain = value == JsonToken.VALUE_TRUE;
                    }
                    default -> json.skipChildren();
                }
            }
            require(json.nextToken() == null, null);
        } catch (JacksonException notJson) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (request == null) {
            throw ApiException.at("request", ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        return new JobRequest(request, operation, deadline, explain);
    }

    private static Operation operation(String name) {
        return switch (name) {
            case "chat" -> Operation.CHAT;
            case "embeddings" -> Operation.EMBEDDINGS;
            default ->
                    throw ApiException.at("operation", ErrorCode.INVALID_VALUE, "chat, embeddings");
        };
    }

    private static void require(boolean holds, @Nullable String param) {
        if (!holds) {
            throw param == null
                    ? ApiException.of(ErrorCode.INVALID_JSON)
                    : ApiException.at(param, ErrorCode.INVALID_TYPE);
        }
    }
}
