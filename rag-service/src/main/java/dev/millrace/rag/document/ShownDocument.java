package dev.millrace.rag.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.web.error.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A document and how it stands; times in milliseconds since 1970.
 *
 * @param failure why it failed, or why it waits
 * @param duplicate said when the same content was there before
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ShownDocument(
        String object,
        String id,
        String knowledgeBase,
        String name,
        String mediaType,
        long size,
        int revision,
        Map<String, String> metadata,
        String state,
        Progress progress,
        long chunks,
        @Nullable Reason failure,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean duplicate,
        long createdAt,
        long updatedAt) {

    /** Chunks whose vectors are there, and all; 0 as long as they are not counted. */
    record Progress(int done, int total) {}

    /** A stable code and a sentence. */
    record Reason(String code, String message) {}

    static ShownDocument of(Document document, @Nullable Boolean duplicate) {
        return new ShownDocument(
                "document",
                document.id().toString(),
                document.knowledgeBase().toString(),
                document.name(),
                document.mediaType(),
                document.size(),
                document.revision(),
                document.metadata(),
                document.state(),
                new Progress(document.chunksDone(), document.chunksTotal()),
                document.chunks(),
                reason(document),
                duplicate,
                document.createdAt().toEpochMilli(),
                document.updatedAt().toEpochMilli());
    }

    private static @Nullable Reason reason(Document document) {
        String code = document.failureCode();
        if (code == null) {
            return null;
        }
        String detail = document.failureDetail();
        return new Reason(
                code,
                detail != null
                        ? detail
                        : ErrorCode.of(code).isPresent()
                                ? "It is tried again: the last try ended with " + code + "."
                                : code);
    }
}
