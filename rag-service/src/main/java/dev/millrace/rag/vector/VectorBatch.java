package dev.millrace.rag.vector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Vectors on their way into one index, as one statement takes them: side by side in arrays. */
public final class VectorBatch {

    /** Bounds what one statement holds in memory, here and in the database. */
    private static final int VALUES = 1 << 20;

    private final Long[] chunks;
    private final String[] documents;
    private final int dimensions;
    private final float[] values;

    private VectorBatch(Long[] chunks, String[] documents, int dimensions, float[] values) {
        this.chunks = chunks;
        this.documents = documents;
        this.dimensions = dimensions;
        this.values = values;
    }

    /**
     * Cuts them into batches; of two vectors of one chunk the later stays.
     *
     * @throws IllegalArgumentException when one has no direction, or not the others' length
     */
    public static List<VectorBatch> of(List<StoredVector> vectors) {
        Map<Long, StoredVector> last = new LinkedHashMap<>();
        vectors.forEach(vector -> last.put(vector.chunk(), vector));
        if (last.isEmpty()) {
            return List.of();
        }
        List<StoredVector> kept = List.copyOf(last.values());
        int dimensions = kept.getFirst().vector().length;
        UnitVector.requireDimensions(dimensions);
        int size = Math.max(1, VALUES / dimensions);
        return IntStream.rangeClosed(0, (kept.size() - 1) / size)
                .mapToObj(n -> kept.subList(n * size, Math.min(kept.size(), (n + 1) * size)))
                .map(part -> batch(part, dimensions))
                .toList();
    }

    private static VectorBatch batch(List<StoredVector> vectors, int dimensions) {
        float[] values = new float[vectors.size() * dimensions];
        int at = 0;
        for (StoredVector vector : vectors) {
            if (vector.vector().length != dimensions) {
                throw new IllegalArgumentException(
                        "Vectors of %d and of %d numbers in one index"
                                .formatted(dimensions, vector.vector().length));
            }
            System.arraycopy(UnitVector.of(vector.vector()), 0, values, at, dimensions);
            at += dimensions;
        }
        return new VectorBatch(
                vectors.stream().map(StoredVector::chunk).toArray(Long[]::new),
                vectors.stream().map(vector -> vector.document().toString()).toArray(String[]::new),
                dimensions,
                values);
    }

    public Long[] chunks() {
        return chunks;
    }

    /** Of each chunk. */
    public String[] documents() {
        return documents;
    }

    /** Of each vector. */
    public int dimensions() {
        return dimensions;
    }

    /** All vectors one after another, each of length 1. */
    public float[] values() {
        return values;
    }
}
