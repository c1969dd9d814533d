package dev.millrace.rag.search;

import dev.millrace.rag.embedding.EmbeddingModel;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What cosines mean, by the name of the embedding model: each has its own idea of unrelated and of
 * same.
 *
 * @param models those that are known to differ from the rest
 * @param rest all others
 */
@ConfigurationProperties("millrace.rag.similarity")
record Similarity(Map<String, Scale> models, Scale rest) {

    /**
     * One model's scale.
     *
     * @param from the cosine that texts reach which have nothing to do with each other: similarity
     *     0
     * @param to the cosine of texts that say the same: similarity 1
     * @param weight how much its list counts in fusion against 1 for words
     */
    record Scale(
            @DefaultValue("0.3") double from,
            @DefaultValue("0.8") double to,
            @DefaultValue("1") double weight) {

        Scale {
            if (!(from < to && weight >= 0)) {
                throw new IllegalArgumentException("a scale from " + from + " to " + to);
            }
        }
    }

    Similarity(@DefaultValue Map<String, Scale> models, @DefaultValue Scale rest) {
        this.models = Map.copyOf(models);
        this.rest = rest;
    }

    Scale of(EmbeddingModel model) {
        return models.getOrDefault(model.model(), rest);
    }

    /** 0 to 1. */
    double similarity(EmbeddingModel model, double cosine) {
        Scale scale = of(model);
        return Math.clamp((cosine - scale.from()) / (scale.to() - scale.from()), 0, 1);
    }
}
