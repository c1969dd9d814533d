package dev.millrace.rag.retrieval;

import dev.millrace.rag.embedding.OnBehalf;
import dev.millrace.rag.search.Found;
import dev.millrace.rag.search.Scores;
import dev.millrace.rag.search.Search;
import dev.millrace.rag.search.SearchQuery;
import dev.millrace.rag.search.SearchResult;
import dev.millrace.rag.search.UnknownKnowledgeBase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Knows the knowledge base `handbook` of the tenant `default`, and finds in it what it is told. */
final class FakeSearch implements Search {

    static final UUID DOCUMENT = new UUID(0, 1);

    final List<SearchQuery> queries = new CopyOnWriteArrayList<>();
    final List<OnBehalf> behalves = new CopyOnWriteArrayList<>();
    private final List<Found> found;

    FakeSearch(Found... found) {
        this.found = List.of(found);
    }

    /** Takes the place of the service's own search. */
    @Configuration(proxyBeanMethods = false)
    static class Primary {

        @Bean
        @org.springframework.context.annotation.Primary
        Search fakeSearch() {
            return new FakeSearch();
        }
    }

    @Override
    public SearchResult search(SearchQuery query, OnBehalf behalf) throws UnknownKnowledgeBase {
        queries.add(query);
        behalves.add(behalf);
        boolean known =
                query.knowledgeBase().equals("handbook")
                        && behalf.authority().getOwner().getTenant().equals("default");
        if (!known) {
            throw new UnknownKnowledgeBase();
        }
        return new SearchResult(new UUID(0, 7), "handbook", found, false);
    }

    /** A chunk of {@link #DOCUMENT} as it stands there. */
    static Found found(long chunk, int start, String heading, int tokens, String text) {
        return new Found(
                chunk,
                DOCUMENT,
                "sky.md",
                Map.of(),
                List.of("Sky", heading),
                (int) chunk,
                start,
                start + text.length(),
                tokens,
                text,
                new Scores(1.0 / (chunk + 1), 0.1, null, null, null),
                List.of());
    }
}
