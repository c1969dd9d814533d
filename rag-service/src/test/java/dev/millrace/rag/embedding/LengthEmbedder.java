package dev.millrace.rag.embedding;

import dev.millrace.events.Failure;
import dev.millrace.rag.house.EmbeddingNeighbour;
import java.util.List;

/** Vectors that tell texts apart, made on the spot; a model named `broken` makes none. */
public final class LengthEmbedder implements Embedder {

    @Override
    public List<float[]> embed(EmbeddingModel model, List<String> texts, OnBehalf behalf)
            throws EmbeddingFailed {
        if (model.model().equals("broken")) {
            throw new EmbeddingFailed(Failure.newBuilder().setCode("upstream_error").build());
        }
        return texts.stream().map(text -> EmbeddingNeighbour.vector(text, 32)).toList();
    }
}
