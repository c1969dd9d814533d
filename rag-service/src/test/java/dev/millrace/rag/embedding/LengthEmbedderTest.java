package dev.millrace.rag.embedding;

class LengthEmbedderTest extends EmbedderContract {

    @Override
    Embedder embedder() {
        return new LengthEmbedder();
    }

    @Override
    EmbeddingModel refusing() {
        return new EmbeddingModel("testbed", "broken");
    }
}
