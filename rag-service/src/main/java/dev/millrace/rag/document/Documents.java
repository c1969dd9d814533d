package dev.millrace.rag.document;

import dev.millrace.events.DocumentUploaded;
import dev.millrace.events.topic.Topics;
import dev.millrace.rag.ingest.Asker;
import dev.millrace.rag.ingest.Queue;
import dev.millrace.rag.ingest.Removal;
import dev.millrace.rag.knowledgebase.KnowledgeBaseRepository;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Adds, replaces and deletes documents. A document, its place in the queue and its announcement are
 * one transaction.
 */
final class Documents {

    /** Where an upload went. */
    record Added(UUID id, boolean duplicate) {}

    private final DocumentRepository documents;
    private final KnowledgeBaseRepository bases;
    private final Queue queue;
    private final Removal removal;
    private final Outbox outbox;
    private final TransactionOperations transactions;
    private final Uuid7 ids;
    private final Clock clock;

    Documents(
            DocumentRepository documents,
            KnowledgeBaseRepository bases,
            Queue queue,
            Removal removal,
            Outbox outbox,
            TransactionOperations transactions,
            Uuid7 ids,
            Clock clock) {
        this.documents = documents;
        this.bases = bases;
        this.queue = queue;
        this.removal = removal;
        this.outbox = outbox;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /** The same content twice in a knowledge base is one document, which stays as it is. */
    Added add(UUID base, Asker asker, Upload upload) {
        Instant now = now();
        String name = DocumentName.sanitised(Optional.ofNullable(upload.name()).orElse(""));
        Map<String, String> metadata = Optional.ofNullable(upload.metadata()).orElse(Map.of());
        Added added =
                transactions.execute(
                        _ -> {
                            hold(base);
                            Optional<UUID> before =
                                    documents.bySha256(base, upload.content().sha256());
                            UUID id = ids.next();
                            if (before.isEmpty()
                                    && documents.insert(
                                            id,
                                            base,
                                            asker,
                                            name,
                                            upload.content(),
                                            metadata,
                                            now)) {
                                queue.add(id, asker, now);
                                announce(id, base, asker, upload.content(), now);
                                return new Added(id, false);
                            }
                            // Whoever added it meanwhile has committed: it can be seen.
                            return documents
                                    .bySha256(base, upload.content().sha256())
                                    .map(there -> new Added(there, true))
                                    .orElseThrow(
                                            () -> ApiException.of(ErrorCode.SERVICE_UNAVAILABLE));
                        });
        if (added == null) {
            throw new IllegalStateException("a transaction without a result");
        }
        queue.ring();
        return added;
    }

    /** The chunks of the old content answer until those of the new are in. */
    void replace(UUID base, UUID id, Asker asker, Upload upload) {
        Instant now = now();
        String said = upload.name();
        String name = said == null ? null : DocumentName.sanitised(said);
        try {
            transactions.executeWithoutResult(
                    _ -> {
                        hold(base);
                        String old = lock(base, id);
                        documents.replace(
                                id, name, upload.metadata(), upload.content(), asker, now);
                        queue.add(id, asker, now);
                        removal.ofContent(old, now);
                        announce(id, base, asker, upload.content(), now);
                    });
        } catch (DuplicateKeyException other) {
            throw ApiException.of(ErrorCode.DOCUMENT_EXISTS);
        }
        queue.ring();
        removal.ring();
    }

    void describe(
            UUID base, UUID id, @Nullable String name, @Nullable Map<String, String> metadata) {
        transactions.executeWithoutResult(
                _ -> {
                    hold(base);
                    lock(base, id);
                    documents.describe(
                            id,
                            name == null ? null : DocumentName.sanitised(name),
                            metadata,
                            now());
                });
    }

    void delete(UUID base, UUID id) {
        Instant now = now();
        transactions.executeWithoutResult(
                _ -> {
                    hold(base);
                    String content = lock(base, id);
                    removal.fromIndexes(base, id);
                    removal.ofContent(content, now);
                    documents.delete(id);
                });
        removal.ring();
    }

    /** Tries one that has failed once more, on behalf of who asks now. */
    void again(UUID base, UUID id, Asker asker) {
        Boolean queued =
                transactions.execute(
                        _ -> {
                            hold(base);
                            lock(base, id);
                            return queue.again(id, asker, now());
                        });
        if (!Boolean.TRUE.equals(queued)) {
            throw ApiException.of(ErrorCode.CONFLICT);
        }
        queue.ring();
    }

    /** Knowledge base, document, states: everyone takes them in this order. */
    private void hold(UUID base) {
        if (bases.hold(base).isEmpty()) {
            throw ApiException.of(ErrorCode.NOT_FOUND);
        }
    }

    private String lock(UUID base, UUID id) {
        return documents.lock(base, id).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
    }

    private void announce(UUID id, UUID base, Asker asker, Upload.Stored content, Instant now) {
        outbox.add(
                Topics.DOCUMENTS,
                id.toString(),
                new DocumentUploaded(
                        id.toString(), base.toString(), asker.owner(), content.reference(), now));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
