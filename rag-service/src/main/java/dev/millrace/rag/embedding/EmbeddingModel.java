package dev.millrace.rag.embedding;

/** One model of one provider: vectors of another cannot be compared with its own. */
public record EmbeddingModel(String provider, String model) {

    /** {@code provider/model}. */
    public String fullName() {
        return provider + "/" + model;
    }
}
