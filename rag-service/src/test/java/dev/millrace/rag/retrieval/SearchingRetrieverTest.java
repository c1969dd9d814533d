package dev.millrace.rag.retrieval;

import static dev.millrace.rag.retrieval.FakeSearch.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Authority;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.content.Content;
import dev.millrace.rag.embedding.OnBehalf;
import dev.millrace.rag.search.SearchMode;
import dev.millrace.rag.search.SearchQuery;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SearchingRetrieverTest extends RetrieverContract {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final FakeSearch search =
            new FakeSearch(found(1, 0, "A", 4, "The sky is blue."), found(2, 90, "B", 4, "Sea."));

    @Override
    Retriever retriever() {
        return new SearchingRetriever(
                search,
                new OneBody(),
                new RetrievalProperties(1_500, 6, Duration.ofSeconds(10)),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Knows one body, by the name {@code stored}. */
    private static final class OneBody implements ContentStore {

        @Override
        public String put(InputStream content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream open(String name) throws IOException {
            return switch (name) {
                case "stored" ->
                        new ByteArrayInputStream(
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"Stored?\"}]}"
                                        .getBytes(StandardCharsets.UTF_8));
                case "away" -> throw new IOException("the disk is away");
                default -> throw new NoSuchFileException(name);
            };
        }

        @Override
        public long size(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(String name) {
            throw new UnsupportedOperationException();
        }
    }

    private SearchQuery query() {
        return search.queries.getLast();
    }

    private static RequestAccepted stored(String name) {
        return RequestAccepted.newBuilder(request("id", ""))
                .setBody(Content.clear(""))
                .setBodyReference(name)
                .build();
    }

    private void refused(RequestAccepted request, ErrorCode code) {
        assertThatThrownBy(() -> retriever().retrieve(wanting("handbook"), request))
                .isInstanceOfSatisfying(
                        RetrievalRefused.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void theQuestionIsSearchedForInTheNameOfItsOwner() throws Exception {
        RequestAccepted request = request("id", "Why is the sky so blue today?");

        assertThat(retriever().retrieve(wanting("handbook"), request)).hasSize(2);
        assertThat(query().text()).isEqualTo("Why is the sky so blue today?");
        assertThat(query().mode()).isEqualTo(SearchMode.HYBRID);
        assertThat(query().minScore()).isEqualTo(SearchQuery.GROUNDING_MIN_SCORE);
        assertThat(query().topK()).isGreaterThanOrEqualTo(6);
        OnBehalf behalf = search.behalves.getLast();
        assertThat(behalf.authority()).isEqualTo(request.getHead().getAuthority());
        assertThat(behalf.lane()).isEqualTo(request.getHead().getLane());
        assertThat(behalf.parentId()).isEqualTo("id");
        assertThat(behalf.deadline()).isEqualTo(NOW.plusSeconds(10));
    }

    @Test
    void theRequestsDeadlineBoundsTheQuestionsVectorToo() throws Exception {
        RequestAccepted request = request("id", "Why?");
        RequestHead hurried =
                RequestHead.newBuilder(request.getHead()).setDeadline(NOW.plusMillis(50)).build();

        retriever()
                .retrieve(
                        wanting("handbook"),
                        RequestAccepted.newBuilder(request).setHead(hurried).build());

        assertThat(search.behalves.getLast().deadline()).isEqualTo(NOW.plusMillis(50));
    }

    @Test
    void theCallersBoundsHold() throws Exception {
        RetrievalRequest one = new RetrievalRequest("handbook", 1, 0.8);
        assertThat(retriever().retrieve(one, request("id", "Why?"))).hasSize(1);
        assertThat(query().minScore()).isEqualTo(0.8);

        RetrievalRequest beyond = new RetrievalRequest("handbook", 5_000, -7.0);
        assertThat(retriever().retrieve(beyond, request("id", "Why?"))).hasSize(2);
        assertThat(query().topK()).isEqualTo(SearchQuery.MOST);
        assertThat(query().minScore()).isZero();
    }

    @Test
    void anotherTenantsKnowledgeBaseDoesNotExist() {
        RequestAccepted request = request("id", "Why?");
        RequestHead foreign =
                RequestHead.newBuilder(request.getHead())
                        .setAuthority(
                                Authority.newBuilder(request.getHead().getAuthority())
                                        .setOwner(new Owner("other", "default", "default"))
                                        .build())
                        .build();

        refused(
                RequestAccepted.newBuilder(request).setHead(foreign).build(),
                ErrorCode.KNOWLEDGE_BASE_NOT_FOUND);
    }

    @Test
    void aBodyInTheContentStoreAsksToo() throws Exception {
        assertThat(retriever().retrieve(wanting("handbook"), stored("stored"))).hasSize(2);
        assertThat(query().text()).isEqualTo("Stored?");
        refused(stored("gone"), ErrorCode.ERASED);
        assertThatThrownBy(() -> retriever().retrieve(wanting("handbook"), stored("away")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void withoutAQuestionThereIsNothingToLookFor() {
        refused(request("id", " "), ErrorCode.INVALID_VALUE);
        RequestAccepted broken =
                RequestAccepted.newBuilder(request("id", "x")).setBody(Content.clear("{")).build();
        refused(broken, ErrorCode.INVALID_JSON);
    }
}
