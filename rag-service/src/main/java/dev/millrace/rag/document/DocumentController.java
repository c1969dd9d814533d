package dev.millrace.rag.document;

import dev.millrace.rag.ingest.Asker;
import dev.millrace.rag.ingest.DocumentText;
import dev.millrace.rag.knowledgebase.Access;
import dev.millrace.rag.knowledgebase.KnowledgeBase;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.owned.Owned;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The documents of a knowledge base. */
@RestController
final class DocumentController {

    private static final String PATH = "/api/v1/kb/{base}/documents";
    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;
    private static final int MARK = 4;
    private static final Set<String> STATES =
            Set.of("queued", "parsing", "embedding", "indexed", "failed");

    private final Documents documents;
    private final DocumentRepository repository;
    private final Uploads uploads;
    private final ContentStore content;
    private final Access access;

    DocumentController(
            Documents documents,
            DocumentRepository repository,
            Uploads uploads,
            ContentStore content,
            Access access) {
        this.documents = documents;
        this.repository = repository;
        this.uploads = uploads;
        this.content = content;
        this.access = access;
    }

    /** 202: it is kept and will be indexed. 200: the same content was there before. */
    @PostMapping(PATH)
    ResponseEntity<ShownDocument> add(HttpServletRequest http, @PathVariable String base)
            throws IOException {
        Caller caller = Caller.of(http);
        KnowledgeBase into = access.changeable(caller, base);
        Upload upload = uploads.take(http);
        boolean kept = false;
        try {
            Documents.Added added = documents.add(into.id(), Asker.of(caller), upload);
            kept = !added.duplicate();
            ShownDocument shown =
                    ShownDocument.of(found(into, added.id()), added.duplicate() ? true : null);
            return ResponseEntity.status(added.duplicate() ? HttpStatus.OK : HttpStatus.ACCEPTED)
                    .location(URI.create("/api/v1/kb/" + into.id() + "/documents/" + added.id()))
                    .body(shown);
        } finally {
            if (!kept) {
                uploads.forget(upload.content());
            }
        }
    }

    @GetMapping(PATH)
    Page<ShownDocument> list(
            HttpServletRequest http,
            @PathVariable String base,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String after) {
        KnowledgeBase of = access.readable(Caller.of(http), base);
        int most = PageCursor.limit(limit, USUAL_PAGE, LARGEST_PAGE);
        if (state != null && !STATES.contains(state)) {
            throw ApiException.at(
                    "state",
                    ErrorCode.INVALID_VALUE,
                    String.join(", ", STATES.stream().sorted().toList()));
        }
        List<String> keys = PageCursor.decode("after", after, 2);
        List<Document> found =
                repository.list(
                        of.id(),
                        state,
                        keys.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(keys.get(0))),
                        keys.isEmpty() ? null : UUID.fromString(keys.get(1)),
                        most + 1);
        return Page.of(
                found.stream().map(document -> ShownDocument.of(document, null)).toList(),
                most,
                document -> PageCursor.encode(Long.toString(document.createdAt()), document.id()));
    }

    @GetMapping(PATH + "/{id}")
    ShownDocument get(HttpServletRequest http, @PathVariable String base, @PathVariable String id) {
        return ShownDocument.of(owned(Caller.of(http), base, id), null);
    }

    @PutMapping(PATH + "/{id}")
    ResponseEntity<ShownDocument> replace(
            HttpServletRequest http, @PathVariable String base, @PathVariable String id)
            throws IOException {
        Caller caller = Caller.of(http);
        KnowledgeBase of = access.changeable(caller, base);
        Document before = owned(caller, base, id);
        Upload upload = uploads.take(http);
        boolean kept = false;
        try {
            documents.replace(of.id(), before.id(), Asker.of(caller), upload);
            kept = true;
        } finally {
            if (!kept) {
                uploads.forget(upload.content());
            }
        }
        return ResponseEntity.accepted().body(ShownDocument.of(found(of, before.id()), null));
    }

    @PatchMapping(PATH + "/{id}")
    ShownDocument describe(
            HttpServletRequest http, @PathVariable String base, @PathVariable String id)
            throws IOException {
        Caller caller = Caller.of(http);
        KnowledgeBase of = access.changeable(caller, base);
        Document before = owned(caller, base, id);
        DescriptionBody said = DescriptionBody.read(http);
        documents.describe(of.id(), before.id(), said.name(), said.metadata());
        return ShownDocument.of(found(of, before.id()), null);
    }

    @DeleteMapping(PATH + "/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(HttpServletRequest http, @PathVariable String base, @PathVariable String id) {
        Caller caller = Caller.of(http);
        KnowledgeBase of = access.changeable(caller, base);
        documents.delete(of.id(), owned(caller, base, id).id());
    }

    @PostMapping(PATH + "/{id}/reindex")
    ResponseEntity<ShownDocument> again(
            HttpServletRequest http, @PathVariable String base, @PathVariable String id) {
        Caller caller = Caller.of(http);
        KnowledgeBase of = access.changeable(caller, base);
        Document document = owned(caller, base, id);
        documents.again(of.id(), document.id(), Asker.of(caller));
        return ResponseEntity.accepted().body(ShownDocument.of(found(of, document.id()), null));
    }

    /** Always a file to be saved: what somebody uploaded is never a page of ours. */
    @GetMapping(PATH + "/{id}/content")
    void content(
            HttpServletRequest http,
            HttpServletResponse response,
            @PathVariable String base,
            @PathVariable String id)
            throws IOException {
        Document document = owned(Caller.of(http), base, id);
        try (InputStream in = new BufferedInputStream(content.open(document.contentReference()))) {
            in.mark(MARK);
            byte[] head = in.readNBytes(MARK);
            in.reset();
            response.setContentType("text/plain");
            response.setCharacterEncoding(
                    DocumentText.charset(head, head.length).equals(StandardCharsets.UTF_8)
                            ? "UTF-8"
                            : "UTF-16");
            response.setHeader("x-content-type-options", "nosniff");
            response.setHeader(
                    "content-disposition",
                    ContentDisposition.attachment()
                            .filename(document.name(), StandardCharsets.UTF_8)
                            .build()
                            .toString());
            response.setContentLengthLong(document.size());
            in.transferTo(response.getOutputStream());
        } catch (NoSuchFileException replaced) {
            throw ApiException.of(ErrorCode.NOT_FOUND);
        }
    }

    @GetMapping(PATH + "/{id}/chunks")
    Page<ShownChunk> chunks(
            HttpServletRequest http,
            @PathVariable String base,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String after) {
        Document document = owned(Caller.of(http), base, id);
        int most = PageCursor.limit(limit, USUAL_PAGE, LARGEST_PAGE);
        List<String> keys = PageCursor.decode("after", after, 1);
        int from = keys.isEmpty() ? -1 : Integer.parseInt(keys.getFirst());
        List<ShownChunk> found =
                repository.pieces(document.knowledgeBase(), document.id(), from, most + 1).stream()
                        .map(ShownChunk::of)
                        .toList();
        return Page.of(found, most, chunk -> PageCursor.encode(Integer.toString(chunk.ordinal())));
    }

    private Document found(KnowledgeBase base, UUID id) {
        return repository
                .find(base.id(), id)
                .orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
    }

    private Document owned(Caller caller, String base, String id) {
        KnowledgeBase of = access.readable(caller, base);
        return Owned.find(caller, id, text -> find(of.id(), text), _ -> Asker.of(caller).owner());
    }

    private Optional<Document> find(UUID base, String id) {
        return Access.uuid(id).flatMap(uuid -> repository.find(base, uuid));
    }
}
