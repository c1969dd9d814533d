package dev.millrace.rag.retrieval;

import dev.millrace.events.Passage;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RetrievalRequest;
import java.util.List;

/**
 * Finds what a knowledge base says about a request. Called on a virtual thread, so it may wait; an
 * interruption must end it soon. Whose knowledge base may be read follows from the request's owner
 * alone, never from what a model wrote.
 */
public interface Retriever {

    /**
     * The passages that answer best, best first; none when nothing fits.
     *
     * @param wanted the knowledge base and the bounds of the search
     * @param request whose owner and body say what is asked, by whom
     * @throws RetrievalRefused when the request cannot be grounded at all; it ends with the code
     * @throws Exception when it cannot be told now; the request is tried again
     */
    List<Passage> retrieve(RetrievalRequest wanted, RequestAccepted request) throws Exception;
}
