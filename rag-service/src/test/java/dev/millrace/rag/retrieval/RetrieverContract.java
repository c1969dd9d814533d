package dev.millrace.rag.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.Passage;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.content.Content;
import dev.millrace.web.error.ErrorCode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Retriever} does. */
abstract class RetrieverContract {

    /** Far ahead: the search of a request whose time is over is not begun. */
    static final Instant DEADLINE = Instant.parse("2036-01-01T00:00:00Z");

    abstract Retriever retriever();

    @Test
    void aKnowledgeBaseNobodyKnowsEndsTheRequest() {
        assertThatThrownBy(() -> retriever().retrieve(wanting("unheard-of"), request("id", "Who?")))
                .isInstanceOfSatisfying(
                        RetrievalRefused.class,
                        refused -> {
                            assertThat(refused.code())
                                    .isEqualTo(ErrorCode.KNOWLEDGE_BASE_NOT_FOUND);
                            assertThat(refused.param()).isEqualTo("retrieval.knowledge_base");
                        });
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
                                .setDeadline(DEADLINE)
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
