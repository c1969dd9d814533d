package dev.millrace.rag.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.Passage;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.content.Content;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Retriever} does. */
abstract class RetrieverContract {

    abstract Retriever retriever();

    @Test
    void aKnowledgeBaseNobodyKnowsHasNothingToSay() throws Exception {
        assertThat(retriever().retrieve(wanting("unheard-of"), request("id", "Who?"))).isEmpty();
    }

    @Test
    void theSameQuestionIsAnsweredTheSameWayTwice() throws Exception {
        List<Passage> once = retriever().retrieve(wanting("handbook"), request("id", "Who?"));

        assertThat(retriever().retrieve(wanting("handbook"), request("id", "Who?")))
                .isEqualTo(once);
    }

    static RetrievalRequest wanting(String knowledgeBase) {
        return new RetrievalRequest(knowledgeBase, null, null);
    }

    static RequestAccepted request(String id, String question) {
        Instant now = Instant.parse("2026-11-21T12:00:00Z");
        return RequestAccepted.newBuilder()
                .setHead(
                        RequestHead.newBuilder()
                                .setRequestId(id)
                                .setLane(Lane.INTERACTIVE)
                                .setAcceptedAt(now)
                                .setDeadline(now.plusSeconds(60))
                                .setAuthority(
                                        Authority.newBuilder()
                                                .setOwner(
                                                        new Owner("default", "default", "default"))
                                                .build())
                                .setModel("m")
                                .build())
                .setBody(
                        Content.clear(
                                "{\"messages\":[{\"role\":\"user\",\"content\":\""
                                        + question
                                        + "\"}]}"))
                .setRetrieval(wanting("handbook"))
                .build();
    }
}
