package dev.millrace.rag.document;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.BodyTooLarge;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.MalformedStreamException;
import org.apache.tomcat.util.http.fileupload.impl.FileUploadIOException;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.jspecify.annotations.Nullable;

/** One upload as a form: the file goes into the store while it comes in, fields are small. */
final class MultipartUpload {

    private static final int LARGEST_FIELD = 64 * 1024;

    private final Uploads uploads;
    private final int mostParts;
    private @Nullable String name;
    private @Nullable String fileName;
    private @Nullable String mediaType;
    private @Nullable Map<String, String> metadata;
    private Upload.@Nullable Stored stored;
    private boolean typeSaid;

    MultipartUpload(Uploads uploads, int mostParts) {
        this.uploads = uploads;
        this.mostParts = mostParts;
    }

    Upload take(HttpServletRequest http) throws IOException {
        boolean taken = false;
        try {
            Upload upload = read(http);
            taken = true;
            return upload;
        } catch (FileUploadException | InvalidFileNameException | MalformedStreamException e) {
            throw broken(e);
        } catch (FileUploadIOException e) {
            throw broken(e);
        } finally {
            Upload.Stored kept = stored;
            if (!taken && kept != null) {
                uploads.forget(kept);
            }
        }
    }

    private static ApiException broken(Exception e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLarge large) {
                throw large;
            }
        }
        return ApiException.of(ErrorCode.BAD_REQUEST);
    }

    private Upload read(HttpServletRequest http) throws IOException, FileUploadException {
        FileUpload form = new FileUpload();
        form.setHeaderEncoding(StandardCharsets.UTF_8.name());
        FileItemIterator parts = form.getItemIterator(new ServletRequestContext(http));
        int count = 0;
        while (parts.hasNext()) {
            FileItemStream part = parts.next();
            count++;
            if (count > mostParts) {
                throw ApiException.of(ErrorCode.TOO_MANY_PARTS, mostParts);
            }
            if (part.isFormField()) {
                field(part);
            } else {
                file(part);
            }
        }
        Upload.Stored kept = stored;
        if (kept == null) {
            throw ApiException.at("file", ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        String type = mediaType;
        if (typeSaid && type != null) {
            kept = new Upload.Stored(kept.reference(), kept.size(), kept.sha256(), type);
        }
        return new Upload(name == null ? fileName : name, metadata, kept);
    }

    /** One file for one document: each has an answer of its own. */
    private void file(FileItemStream part) throws IOException {
        if (stored != null) {
            throw ApiException.of(ErrorCode.TOO_MANY_PARTS, 1);
        }
        fileName = part.getName();
        String declared = typeSaid ? mediaType : MediaTypes.declared(part.getContentType());
        try (InputStream bytes = part.openStream()) {
            stored = uploads.keep(bytes, declared);
        }
    }

    private void field(FileItemStream part) throws IOException {
        String field = String.valueOf(part.getFieldName());
        String value;
        try (InputStream in = part.openStream()) {
            byte[] bytes = in.readNBytes(LARGEST_FIELD + 1);
            if (bytes.length > LARGEST_FIELD) {
                throw ApiException.at(
                        field, ErrorCode.INVALID_VALUE, "0 – " + LARGEST_FIELD + " bytes");
            }
            value = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw ApiException.at(field, ErrorCode.INVALID_UTF8);
        }
        switch (field) {
            case "name" -> name = value;
            case "metadata" -> metadata = Metadata.parse(value);
            case "media_type" -> {
                mediaType = MediaTypes.declared(value);
                typeSaid = true;
            }
            default -> throw ApiException.at(field, ErrorCode.UNSUPPORTED_PARAMETER);
        }
    }
}
