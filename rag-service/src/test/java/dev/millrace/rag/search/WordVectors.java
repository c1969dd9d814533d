package dev.millrace.rag.search;

import dev.millrace.events.Failure;
import dev.millrace.events.content.Content;
import dev.millrace.rag.embedding.Embedder;
import dev.millrace.rag.embedding.EmbeddingFailed;
import dev.millrace.rag.embedding.EmbeddingModel;
import dev.millrace.rag.embedding.OnBehalf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A model that knows four subjects: mills, caches, barns, and everything else. */
final class WordVectors implements Embedder {

    /** Who asked for what. */
    record Call(EmbeddingModel model, List<String> texts, OnBehalf behalf) {}

    final List<Call> calls = new CopyOnWriteArrayList<>();
    volatile boolean away;

    @Override
    public List<float[]> embed(EmbeddingModel model, List<String> texts, OnBehalf behalf)
            throws EmbeddingFailed {
        calls.add(new Call(model, texts, behalf));
        if (away) {
            throw new EmbeddingFailed(
                    new Failure(
                            "upstream_timeout",
                            null,
                            504,
                            true,
                            null,
                            Content.clear("no answer"),
                            List.of()));
        }
        List<float[]> vectors = new ArrayList<>();
        texts.forEach(text -> vectors.add(vector(text)));
        return vectors;
    }

    static float[] vector(String text) {
        float mill = text.contains("mill") || text.contains("磨坊") ? 1 : 0;
        float cache = text.contains("cache") || text.contains("缓存") ? 1 : 0;
        float barn = text.contains("barn") ? 1 : 0;
        return new float[] {mill, cache, barn, mill + cache + barn == 0 ? 1 : 0};
    }
}
