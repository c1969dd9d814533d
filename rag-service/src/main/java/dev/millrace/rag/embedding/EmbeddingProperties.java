package dev.millrace.rag.embedding;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the way to embedding models.
 *
 * @param batch the most texts of one call
 * @param batchBytes the most UTF-8 of one call; a longer text travels alone
 * @param inFlight the most calls under way at a time, for each lane
 * @param patience how long a call may take before it is made again
 * @param tries how often a call is made that failed for the moment
 * @param pause before the second try; each further one is twice as long
 */
@ConfigurationProperties("millrace.rag.embedding")
public record EmbeddingProperties(
        @DefaultValue("64") int batch,
        @DefaultValue("256KB") DataSize batchBytes,
        @DefaultValue("8") int inFlight,
        @DefaultValue("2m") Duration patience,
        @DefaultValue("4") int tries,
        @DefaultValue("250ms") Duration pause) {

    public EmbeddingProperties {
        if (batch < 1 || batchBytes.toBytes() < 1 || inFlight < 1 || tries < 1) {
            throw new IllegalArgumentException(
                    "batch, batch-bytes, in-flight and tries are at least 1");
        }
    }
}
