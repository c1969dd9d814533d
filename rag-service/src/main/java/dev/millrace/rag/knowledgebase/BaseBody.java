package dev.millrace.rag.knowledgebase;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a knowledge base as clients describe it. */
final class BaseBody {

    private static final int LARGEST = 64 * 1024;
    private static final Set<String> FIELDS =
            Set.of("name", "description", "embedding_model", "chunking");

    private BaseBody() {}

    static KnowledgeBaseRequest read(HttpServletRequest http) throws IOException {
        JsonNode body = JsonBody.read(http, LARGEST);
        for (String field : body.propertyNames()) {
            if (!FIELDS.contains(field)) {
                throw ApiException.at(field, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        return new KnowledgeBaseRequest(
                text(body, "name"),
                text(body, "description"),
                text(body, "embedding_model"),
                cut(body.path("chunking")));
    }

    private static KnowledgeBaseRequest.@Nullable Cut cut(JsonNode chunking) {
        if (chunking.isMissingNode() || chunking.isNull()) {
            return null;
        }
        if (!chunking.isObject()) {
            throw ApiException.at("chunking", ErrorCode.INVALID_TYPE, "object");
        }
        for (String field : chunking.propertyNames()) {
            if (!field.equals("tokens") && !field.equals("overlap")) {
                throw ApiException.at("chunking." + field, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        return new KnowledgeBaseRequest.Cut(
                integer(chunking, "tokens"), integer(chunking, "overlap"));
    }

    private static @Nullable Integer integer(JsonNode chunking, String field) {
        JsonNode value = chunking.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isInt()) {
            throw ApiException.at("chunking." + field, ErrorCode.INVALID_TYPE, "integer");
        }
        return value.intValue();
    }

    private static @Nullable String text(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw ApiException.at(field, ErrorCode.INVALID_TYPE, "string");
        }
        return value.stringValue();
    }
}
