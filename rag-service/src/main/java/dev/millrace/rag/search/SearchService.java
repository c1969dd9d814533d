package dev.millrace.rag.search;

import dev.millrace.rag.embedding.EmbeddingFailed;
import dev.millrace.rag.embedding.EmbeddingModel;
import dev.millrace.rag.embedding.OnBehalf;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.search.KnowledgeBaseLookup.Searched;
import dev.millrace.rag.search.PassageReader.Passage;
import dev.millrace.rag.text.Question;
import dev.millrace.rag.text.TextHit;
import dev.millrace.rag.text.TextIndex;
import dev.millrace.rag.vector.VectorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Searches the active index of a knowledge base: by vectors, by words, or by both. */
final class SearchService implements Search {

    private static final Logger log = LoggerFactory.getLogger(SearchService.class);

    /**
     * Candidates of each of two lists at least: what one has far down the other may have on top.
     */
    private static final int FEWEST_CANDIDATES = 100;

    private final KnowledgeBaseLookup knowledgeBases;
    private final QuestionVectors vectors;
    private final VectorStore vectorStore;
    private final TextIndex textIndex;
    private final PassageReader passages;
    private final Similarity similarity;

    SearchService(
            KnowledgeBaseLookup knowledgeBases,
            QuestionVectors vectors,
            VectorStore vectorStore,
            TextIndex textIndex,
            PassageReader passages,
            Similarity similarity) {
        this.knowledgeBases = knowledgeBases;
        this.vectors = vectors;
        this.vectorStore = vectorStore;
        this.textIndex = textIndex;
        this.passages = passages;
        this.similarity = similarity;
    }

    private record Candidates(List<Fusion.Ranked> ranked, boolean degraded) {}

    @Override
    public SearchResult search(SearchQuery query, OnBehalf behalf)
            throws UnknownKnowledgeBase, EmbeddingFailed, InterruptedException {
        String tenant = behalf.authority().getOwner().getTenant();
        Searched searched =
                knowledgeBases
                        .find(tenant, query.knowledgeBase())
                        .orElseThrow(UnknownKnowledgeBase::new);
        if (searched.index().isEmpty()) {
            return new SearchResult(searched.id(), searched.name(), List.of(), false);
        }
        long index = searched.index().getAsLong();
        Candidates candidates = candidates(query, index, searched.model(), behalf);
        List<Fusion.Ranked> fitting =
                candidates.ranked().stream()
                        .filter(one -> one.scores().score() >= query.minScore())
                        .toList();
        return new SearchResult(
                searched.id(),
                searched.name(),
                found(query, searched, index, fitting),
                candidates.degraded());
    }

    private Candidates candidates(
            SearchQuery query, long index, EmbeddingModel model, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException {
        return switch (query.mode()) {
            case TEXT -> new Candidates(Fusion.text(byText(query, index)), false);
            case VECTOR ->
                    new Candidates(
                            Fusion.vector(byVector(query, index, model, behalf), scale(model)),
                            false);
            case HYBRID -> hybrid(query, index, model, behalf);
        };
    }

    private Candidates hybrid(SearchQuery query, long index, EmbeddingModel model, OnBehalf behalf)
            throws InterruptedException {
        List<Hit> near;
        try {
            near = byVector(query, index, model, behalf);
        } catch (EmbeddingFailed failed) {
            log.warn(
                    "No vector of a question by {}/{}: {}; words alone are looked at",
                    model.provider(),
                    model.model(),
                    failed.failure().getCode());
            return new Candidates(Fusion.text(byText(query, index)), true);
        }
        Weights usual = new Weights(similarity.of(model).weight(), 1);
        Weights weights = query.weights() == null ? usual : query.weights();
        return new Candidates(
                Fusion.hybrid(near, byText(query, index), weights, scale(model)), false);
    }

    private List<Hit> byVector(SearchQuery query, long index, EmbeddingModel model, OnBehalf behalf)
            throws EmbeddingFailed, InterruptedException {
        float[] vector = vectors.of(model, query.text(), behalf);
        return vectorStore.nearest(index, vector, candidates(query), query.filter());
    }

    private List<TextHit> byText(SearchQuery query, long index) {
        return textIndex.search(index, query.text(), candidates(query), query.filter());
    }

    /**
     * More than are wanted: some of them may be gone meanwhile, and where the order is not the
     * score's own a better score may stand further down.
     */
    private static int candidates(SearchQuery query) {
        int enough = 2 * query.topK();
        return query.mode() == SearchMode.VECTOR ? enough : Math.max(FEWEST_CANDIDATES, enough);
    }

    private DoubleUnaryOperator scale(EmbeddingModel model) {
        return cosine -> similarity.similarity(model, cosine);
    }

    /** The best that are still there. */
    private List<Found> found(
            SearchQuery query, Searched searched, long index, List<Fusion.Ranked> ranked) {
        Question question = query.highlight() ? Question.of(query.text()) : null;
        List<Found> found = new ArrayList<>();
        for (int from = 0; from < ranked.size() && found.size() < query.topK(); ) {
            int to = Math.min(ranked.size(), from + query.topK() - found.size());
            List<Fusion.Ranked> next = ranked.subList(from, to);
            Map<Long, Passage> there =
                    passages.read(
                            searched.id(), index, next.stream().map(Fusion.Ranked::chunk).toList());
            for (Fusion.Ranked one : next) {
                Passage passage = there.get(one.chunk());
                if (passage != null) {
                    List<Highlight> highlights =
                            question == null ? List.of() : Highlights.of(question, passage.text());
                    found.add(found(passage, one.scores(), highlights));
                }
            }
            from = to;
        }
        return List.copyOf(found);
    }

    private static Found found(Passage passage, Scores scores, List<Highlight> highlights) {
        return new Found(
                passage.chunk(),
                passage.document(),
                passage.documentName(),
                passage.metadata(),
                passage.heading(),
                passage.ordinal(),
                passage.start(),
                passage.end(),
                passage.tokens(),
                passage.text(),
                scores,
                highlights);
    }
}
