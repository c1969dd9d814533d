package dev.millrace.rag.search;

import dev.millrace.rag.index.Filter;
import dev.millrace.rag.index.Hit;
import dev.millrace.rag.vector.StoredVector;
import dev.millrace.rag.vector.VectorStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Vectors in memory, compared one by one; filters by document only. */
final class ExactVectors implements VectorStore {

    private final Map<Long, Map<Long, StoredVector>> indexes = new ConcurrentHashMap<>();

    @Override
    public String kind() {
        return "memory";
    }

    @Override
    public void create(long index, int dimensions) {
        indexes.putIfAbsent(index, new ConcurrentHashMap<>());
    }

    @Override
    public void put(long index, List<StoredVector> vectors) {
        create(index, 0);
        vectors.forEach(one -> indexes.getOrDefault(index, Map.of()).put(one.chunk(), one));
    }

    @Override
    public void remove(long index, UUID document) {
        indexes.getOrDefault(index, Map.of())
                .values()
                .removeIf(one -> one.document().equals(document));
    }

    @Override
    public List<Hit> nearest(long index, float[] query, int most, Filter filter) {
        return indexes.getOrDefault(index, Map.of()).values().stream()
                .filter(
                        one ->
                                filter.documents().isEmpty()
                                        || filter.documents().contains(one.document()))
                .map(one -> new Hit(one.chunk(), cosine(query, one.vector())))
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public void drop(long index) {
        indexes.remove(index);
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            left += (double) a[i] * a[i];
            right += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(left * right);
    }
}
