package dev.millrace.rag.retrieval;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How requests are grounded.
 *
 * @param tokens of all passages of a request together
 * @param topK the most passages of a request that names no number itself
 * @param embedWithin how long the question's vector may take; then words alone are looked at
 */
@ConfigurationProperties("millrace.rag.retrieval")
record RetrievalProperties(
        @DefaultValue("1500") int tokens,
        @DefaultValue("6") int topK,
        @DefaultValue("10s") Duration embedWithin) {

    RetrievalProperties {
        if (tokens < 1 || topK < 1) {
            throw new IllegalArgumentException("tokens and top-k must be at least 1");
        }
    }
}
