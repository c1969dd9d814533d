package dev.millrace.rag.document;

import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes documents as clients send them: files as they stream in, or a text within JSON. */
final class Uploads {

    private static final Set<String> FIELDS = Set.of("name", "text", "metadata", "media_type");

    /** Larger texts within JSON are read one after another: they stand in memory as a whole. */
    private static final long LARGE = 1 << 20;

    private final ContentStore content;
    private final DocumentProperties properties;
    private final JsonMapper json;
    private final Semaphore large = new Semaphore(1);

    Uploads(ContentStore content, DocumentProperties properties) {
        this.content = content;
        this.properties = properties;
        this.json =
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .streamReadConstraints(
                                                StreamReadConstraints.builder()
                                                        .maxStringLength(
                                                                (int)
                                                                        properties
                                                                                .maxSize()
                                                                                .toBytes())
                                                        .build())
                                        .build())
                        .build();
    }

    /** What is refused leaves nothing in the store. */
    Upload take(HttpServletRequest http) throws IOException {
        String said = http.getContentType();
        String type = said == null ? "" : said.toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/form-data")) {
            return new MultipartUpload(this, properties.maxParts()).take(http);
        }
        if (type.startsWith("application/json")) {
            return json(http);
        }
        throw ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    /**
     * Checks and keeps a document's bytes.
     *
     * @param declared what the client says they are; null when it says nothing
     */
    Upload.Stored keep(InputStream bytes, @Nullable String declared) throws IOException {
        CheckedText checked = new CheckedText(bytes, properties.maxSize().toBytes());
        String reference = content.put(checked);
        return new Upload.Stored(
                reference,
                checked.size(),
                checked.sha256(),
                declared == null ? checked.likelyType() : declared);
    }

    void forget(Upload.Stored stored) throws IOException {
        content.delete(stored.reference());
    }

    private Upload json(HttpServletRequest http) throws IOException {
        if (http.getContentLengthLong() >= 0 && http.getContentLengthLong() <= LARGE) {
            return read(http);
        }
        try {
            large.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.of(ErrorCode.SERVICE_UNAVAILABLE);
        }
        try {
            return read(http);
        } finally {
            large.release();
        }
    }

    private Upload read(HttpServletRequest http) throws IOException {
        long most = properties.maxSize().toBytes() * 2 + DataSize.ofKilobytes(64).toBytes();
        byte[] bytes = http.getInputStream().readNBytes((int) Math.min(most, 1 << 30));
        if (bytes.length == most) {
            throw tooLarge();
        }
        JsonNode body;
        try {
            body = json.readTree(bytes);
        } catch (StreamConstraintsException long_) {
            throw tooLarge();
        } catch (JacksonException broken) {
            throw ApiException.of(
                    String.valueOf(broken.getOriginalMessage()).contains("UTF-8")
                            ? ErrorCode.INVALID_UTF8
                            : ErrorCode.INVALID_JSON);
        }
        if (body.isMissingNode()) {
            throw ApiException.of(ErrorCode.INVALID_JSON);
        }
        if (!body.isObject()) {
            throw ApiException.of(ErrorCode.INVALID_TYPE, "object");
        }
        for (String field : body.propertyNames()) {
            if (!FIELDS.contains(field)) {
                throw ApiException.at(field, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        String text = text(body, "text");
        if (text == null) {
            throw ApiException.at("text", ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        JsonNode said = body.path("metadata");
        Map<String, String> metadata = said.isMissingNode() ? null : Metadata.of(said);
        String name = text(body, "name");
        String declared = MediaTypes.declared(text(body, "media_type"));
        return new Upload(name, metadata, keep(new ByteArrayInputStream(utf8(text)), declared));
    }

    private ApiException tooLarge() {
        return ApiException.of(ErrorCode.DOCUMENT_TOO_LARGE, properties.maxSize().toBytes());
    }

    /** Strict: half a pair is no text. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw ApiException.of(ErrorCode.INVALID_UTF8);
        }
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
