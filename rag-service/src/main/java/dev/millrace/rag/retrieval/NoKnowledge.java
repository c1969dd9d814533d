package dev.millrace.rag.retrieval;

import dev.millrace.events.Passage;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RetrievalRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service without any knowledge base: every search truly finds nothing. The answer then says that
 * it rests on no passages, because the grounding is there and empty.
 */
final class NoKnowledge implements Retriever {

    private static final Logger log = LoggerFactory.getLogger(NoKnowledge.class);

    private final AtomicBoolean said = new AtomicBoolean();

    @Override
    public List<Passage> retrieve(RetrievalRequest wanted, RequestAccepted request) {
        if (said.compareAndSet(false, true)) {
            log.warn("Passages are asked for, but this service has no knowledge bases yet");
        }
        return List.of();
    }
}
