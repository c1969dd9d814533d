package dev.millrace.rag.retrieval;

import dev.millrace.events.Passage;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.content.Content;
import dev.millrace.web.error.ErrorCode;
import java.util.List;

/** One knowledge base with one passage of a chosen size. */
final class Handbook implements Retriever {

    private final int size;

    Handbook(int size) {
        this.size = size;
    }

    @Override
    public List<Passage> retrieve(RetrievalRequest wanted, RequestAccepted request)
            throws RetrievalRefused {
        if (!wanted.getKnowledgeBase().equals("handbook")) {
            throw new RetrievalRefused(
                    ErrorCode.KNOWLEDGE_BASE_NOT_FOUND, "retrieval.knowledge_base", "");
        }
        return List.of(
                Passage.newBuilder()
                        .setPassageId("p-1")
                        .setDocumentId("d-1")
                        .setText(Content.clear(new byte[size]))
                        .build());
    }
}
