package dev.millrace.rag.knowledgebase;

import dev.millrace.rag.chunk.Chunking;
import dev.millrace.rag.embedding.EmbeddingModel;
import dev.millrace.rag.embedding.EmbeddingModels;
import dev.millrace.rag.index.Generation;
import dev.millrace.rag.index.Generation.State;
import dev.millrace.rag.index.GenerationRepository;
import dev.millrace.rag.ingest.Asker;
import dev.millrace.rag.ingest.Queue;
import dev.millrace.rag.ingest.Removal;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.Uuid7;
import dev.millrace.web.token.AllowedModels;
import dev.millrace.web.token.Caller;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;

/** Makes, changes and deletes knowledge bases. */
final class KnowledgeBases {

    private final KnowledgeBaseRepository bases;
    private final GenerationRepository generations;
    private final EmbeddingModels models;
    private final TextIndex texts;
    private final Queue queue;
    private final Removal removal;
    private final TransactionOperations transactions;
    private final Uuid7 ids;
    private final Clock clock;

    KnowledgeBases(
            KnowledgeBaseRepository bases,
            GenerationRepository generations,
            EmbeddingModels models,
            TextIndex texts,
            Queue queue,
            Removal removal,
            TransactionOperations transactions,
            Uuid7 ids,
            Clock clock) {
        this.bases = bases;
        this.generations = generations;
        this.models = models;
        this.texts = texts;
        this.queue = queue;
        this.removal = removal;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    UUID create(Caller caller, KnowledgeBaseRequest asked) {
        asked.check();
        String name = asked.name();
        if (name == null) {
            throw ApiException.at("name", ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        String description = asked.description();
        EmbeddingModel model = model(caller, asked.embeddingModel(), EmbeddingModels.USUAL);
        Chunking chunking = asked.chunking(Chunking.USUAL);
        UUID id = ids.next();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        transactions.executeWithoutResult(
                _ -> {
                    KnowledgeBase base =
                            new KnowledgeBase(
                                    id,
                                    Asker.of(caller).owner(),
                                    name,
                                    description == null ? "" : description,
                                    null,
                                    now,
                                    now);
                    if (!bases.insert(base)) {
                        throw nameTaken();
                    }
                    // Without documents an index is complete.
                    long index = generations.insert(id, State.ACTIVE, model, chunking, now);
                    texts.create(index);
                    bases.activate(id, index);
                });
        return id;
    }

    void change(Caller caller, UUID id, KnowledgeBaseRequest asked) {
        asked.check();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try {
            transactions.executeWithoutResult(_ -> changed(caller, id, asked, now));
        } catch (DuplicateKeyException taken) {
            throw nameTaken();
        }
        queue.ring();
        removal.ring();
    }

    private void changed(Caller caller, UUID id, KnowledgeBaseRequest asked, Instant now) {
        KnowledgeBase base = bases.lock(id).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
        String name = or(asked.name(), base.name());
        if (bases.isTaken(base.owner().getTenant(), name, id)) {
            throw nameTaken();
        }
        bases.describe(id, name, or(asked.description(), base.description()), now);
        if (asked.embeddingModel() == null && asked.chunking() == null) {
            return;
        }
        List<Generation> live = generations.live(id);
        // Who asks while an index is being built speaks of that one.
        Generation latest = live.getLast();
        EmbeddingModel model = model(caller, asked.embeddingModel(), latest.model());
        Chunking chunking = asked.chunking(latest.chunking());
        if (is(latest, model, chunking)) {
            return;
        }
        boolean asBefore = false;
        for (Generation index : live) {
            if (index.state() == State.BUILDING) {
                generations.become(index.id(), State.RETIRED);
            } else {
                asBefore |= is(index, model, chunking);
            }
        }
        if (!asBefore) {
            long index = generations.insert(id, State.BUILDING, model, chunking, now);
            texts.create(index);
            queue.addAll(index, Asker.of(caller), now);
        }
    }

    private static boolean is(Generation index, EmbeddingModel model, Chunking chunking) {
        return index.model().equals(model) && index.chunking().equals(chunking);
    }

    void delete(UUID id) {
        bases.delete(id, clock.instant());
        removal.ring();
    }

    private EmbeddingModel model(Caller caller, @Nullable String asked, EmbeddingModel usual) {
        AllowedModels allowed = new AllowedModels(caller.allowedModels());
        EmbeddingModel model =
                asked == null
                        ? usual
                        : models.find(asked, caller.tenant(), allowed)
                                .orElseThrow(
                                        () ->
                                                ApiException.at(
                                                        "embedding_model",
                                                        ErrorCode.MODEL_NOT_FOUND,
                                                        shortened(asked)));
        if (!allowed.allows(model.provider(), model.model())) {
            throw ApiException.at("embedding_model", ErrorCode.MODEL_NOT_ALLOWED, model.fullName());
        }
        return model;
    }

    private static String shortened(String name) {
        return name.length() <= 200 ? name : name.substring(0, 200);
    }

    private static String or(@Nullable String asked, String before) {
        return asked == null ? before : asked;
    }

    private static ApiException nameTaken() {
        return ApiException.at("name", ErrorCode.NAME_TAKEN);
    }
}
