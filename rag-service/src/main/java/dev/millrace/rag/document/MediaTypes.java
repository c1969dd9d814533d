package dev.millrace.rag.document;

import dev.millrace.rag.ingest.DocumentText;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client may say of its text; what it says nothing of is looked at. */
final class MediaTypes {

    private MediaTypes() {}

    /**
     * The type a text is read as; null when the content decides.
     *
     * @throws ApiException `unsupported_document_type`
     */
    static @Nullable String declared(@Nullable String said) {
        if (said == null) {
            return null;
        }
        String type = said.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "", "application/octet-stream" -> null;
            case "text/markdown", "text/x-markdown" -> DocumentText.MARKDOWN;
            case "text/plain" -> DocumentText.PLAIN;
            default -> throw ApiException.of(ErrorCode.UNSUPPORTED_DOCUMENT_TYPE);
        };
    }
}
