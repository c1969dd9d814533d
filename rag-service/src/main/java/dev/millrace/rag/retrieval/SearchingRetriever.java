package dev.millrace.rag.retrieval;

import dev.millrace.events.Passage;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.content.Content;
import dev.millrace.rag.embedding.EmbeddingFailed;
import dev.millrace.rag.embedding.OnBehalf;
import dev.millrace.rag.search.Search;
import dev.millrace.rag.search.SearchQuery;
import dev.millrace.rag.search.SearchResult;
import dev.millrace.rag.search.UnknownKnowledgeBase;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Grounds requests in what the search finds in their owner's knowledge bases. */
final class SearchingRetriever implements Retriever {

    /** Some of what is found is found twice. */
    private static final int SPARE = 2;

    private final Search search;
    private final ContentStore bodies;
    private final RetrievalProperties properties;
    private final Clock clock;

    SearchingRetriever(
            Search search, ContentStore bodies, RetrievalProperties properties, Clock clock) {
        this.search = search;
        this.bodies = bodies;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public List<Passage> retrieve(RetrievalRequest wanted, RequestAccepted request)
            throws RetrievalRefused, EmbeddingFailed, InterruptedException, IOException {
        String question = question(request);
        int most = Math.clamp(wanted.getTopK().orElse(properties.topK()), 1, SearchQuery.MOST);
        double least =
                Math.clamp(wanted.getMinScore().orElse(SearchQuery.GROUNDING_MIN_SCORE), 0.0, 1.0);
        SearchQuery query =
                SearchQuery.grounding(
                        wanted.getKnowledgeBase(),
                        question,
                        Math.min(SearchQuery.MOST, most * SPARE),
                        least);
        try {
            SearchResult result = search.search(query, behalf(request.getHead()));
            return PassageChoice.of(result.found(), most, properties.tokens());
        } catch (UnknownKnowledgeBase _) {
            throw new RetrievalRefused(
                    ErrorCode.KNOWLEDGE_BASE_NOT_FOUND, "retrieval.knowledge_base", "");
        }
    }

    /** The time for the question's vector ends early enough to look for its words after all. */
    private OnBehalf behalf(RequestHead head) {
        Instant soon = clock.instant().plus(properties.embedWithin());
        Instant deadline = head.getDeadline();
        return new OnBehalf(
                head.getAuthority(),
                head.getLane(),
                head.getRequestId(),
                soon.isBefore(deadline) ? soon : deadline);
    }

    private String question(RequestAccepted request) throws RetrievalRefused, IOException {
        String question;
        try {
            question = Question.of(body(request));
        } catch (IllegalArgumentException _) {
            throw new RetrievalRefused(ErrorCode.INVALID_JSON, null, "");
        }
        if (question.isBlank()) {
            throw new RetrievalRefused(
                    ErrorCode.INVALID_VALUE,
                    "messages",
                    "No message of the user has text to look for in the knowledge base.");
        }
        return question;
    }

    private byte[] body(RequestAccepted request) throws RetrievalRefused, IOException {
        String reference = request.getBodyReference().orElse(null);
        if (reference == null) {
            return Content.open(request.getBody())
                    .orElseThrow(() -> new RetrievalRefused(ErrorCode.ERASED, null, ""));
        }
        try (InputStream stored = bodies.open(reference)) {
            return stored.readAllBytes();
        } catch (NoSuchFileException _) {
            throw new RetrievalRefused(ErrorCode.ERASED, null, "");
        }
    }
}
