package dev.millrace.rag.ingest;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.content.Content;
import dev.millrace.rag.chunk.Chunk;
import dev.millrace.rag.chunk.Chunker;
import dev.millrace.rag.chunk.TooManyChunks;
import dev.millrace.rag.embedding.Embedder;
import dev.millrace.rag.embedding.EmbeddingFailed;
import dev.millrace.rag.embedding.OnBehalf;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The way of one document into one index; every step can be done again. */
final class Ingestion {

    /** Told how far a document is. */
    interface Progress {
        void embedded(int done, int total);
    }

    private final ContentStore content;
    private final Embedder embedder;
    private final Behalf behalf;
    private final IndexWriter writer;
    private final Step.Witness witness;
    private final IngestProperties properties;
    private final Clock clock;

    Ingestion(
            ContentStore content,
            Embedder embedder,
            Behalf behalf,
            IndexWriter writer,
            Step.Witness witness,
            IngestProperties properties,
            Clock clock) {
        this.content = content;
        this.embedder = embedder;
        this.behalf = behalf;
        this.writer = writer;
        this.witness = witness;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Returns how many chunks were put into the index; -1 when the document is not wanted any more.
     *
     * @throws GivenUp when nothing helps
     * @throws EmbeddingFailed when the model does not answer
     * @throws IOException when the content store fails for the moment
     */
    int work(Work work, Progress progress)
            throws GivenUp, EmbeddingFailed, IOException, InterruptedException {
        if (work.tries() > properties.tries()) {
            throw new GivenUp(
                    ErrorCode.POISON,
                    "Working on this document ended "
                            + properties.tries()
                            + " times without a word.");
        }
        witness.at(Step.CLAIMED, work.document());
        Authority authority = behalf.of(work);
        String text = text(work);
        witness.at(Step.READ, work.document());
        List<Chunk> chunks = cut(work, text);
        witness.at(Step.CUT, work.document());
        List<float[]> vectors = embed(work, authority, text, chunks, progress);
        witness.at(Step.EMBEDDED, work.document());
        boolean written = writer.write(work, text, chunks, vectors);
        witness.at(Step.WRITTEN, work.document());
        return written ? chunks.size() : -1;
    }

    private String text(Work work) throws GivenUp, IOException {
        try (InputStream in = content.open(work.contentReference())) {
            return DocumentText.read(in);
        } catch (NoSuchFileException _) {
            throw new GivenUp(ErrorCode.ERASED, "The document's content is gone.");
        } catch (CharacterCodingException _) {
            throw new GivenUp(ErrorCode.INVALID_UTF8, "The document's content is no text.");
        }
    }

    private List<Chunk> cut(Work work, String text) throws GivenUp {
        try {
            return new Chunker(work.chunking(), properties.mostChunks())
                    .chunk(text, work.mediaType().equals(DocumentText.MARKDOWN));
        } catch (TooManyChunks e) {
            throw new GivenUp(
                    ErrorCode.TOO_MANY_CHUNKS,
                    "The document falls into more than " + e.most() + " chunks; please split it.");
        }
    }

    private List<float[]> embed(
            Work work, Authority authority, String text, List<Chunk> chunks, Progress progress)
            throws EmbeddingFailed, InterruptedException {
        List<float[]> vectors = new ArrayList<>(chunks.size());
        progress.embedded(0, chunks.size());
        for (int from = 0; from < chunks.size(); from += properties.slice()) {
            List<String> told =
                    chunks
                            .subList(from, Math.min(chunks.size(), from + properties.slice()))
                            .stream()
                            .map(chunk -> IndexWriter.told(chunk, text))
                            .toList();
            vectors.addAll(
                    embedder.embed(
                            work.model(),
                            told,
                            new OnBehalf(
                                    authority,
                                    Lane.BULK,
                                    work.document().toString(),
                                    clock.instant().plus(properties.patience()))));
            progress.embedded(vectors.size(), chunks.size());
        }
        return vectors;
    }

    /** What a model's failure tells a document's owner. */
    static String detail(EmbeddingFailed failed) {
        String said = Content.openText(failed.failure().getDetail()).orElse("");
        return said.isBlank()
                ? "The embedding model failed: " + failed.failure().getCode() + "."
                : said;
    }
}
