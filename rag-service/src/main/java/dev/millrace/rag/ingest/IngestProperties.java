package dev.millrace.rag.ingest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of ingestion.
 *
 * @param documents worked on at a time: each takes memory for its text and its vectors
 * @param large a larger document is worked on only when no other large one is
 * @param mostChunks of one document
 * @param slice chunks embedded between two looks at how far a document is
 * @param lease how long work is another's after the last sign of life
 * @param look how often the queue is looked at when nothing tells of new work
 * @param sweep how often it is looked for what is left behind
 * @param tries claims of a document that may end without a word before it is given up
 * @param patience how long the vectors of one slice may take
 * @param pause before a document is tried again after a failure that may pass; grows to ten times
 * @param giveUp how long such failures may go on
 */
@ConfigurationProperties("millrace.rag.ingest")
public record IngestProperties(
        @DefaultValue("4") int documents,
        @DefaultValue("1MB") DataSize large,
        @DefaultValue("20000") int mostChunks,
        @DefaultValue("256") int slice,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("1s") Duration look,
        @DefaultValue("5s") Duration sweep,
        @DefaultValue("3") int tries,
        @DefaultValue("10m") Duration patience,
        @DefaultValue("5s") Duration pause,
        @DefaultValue("1d") Duration giveUp) {

    public IngestProperties {
        if (documents < 1 || mostChunks < 1 || slice < 1 || tries < 1) {
            throw new IllegalArgumentException(
                    "documents, most-chunks, slice and tries are at least 1");
        }
    }
}
