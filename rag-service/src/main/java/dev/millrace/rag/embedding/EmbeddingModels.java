package dev.millrace.rag.embedding;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.log.view.ReadModel;
import dev.millrace.web.token.AllowedModels;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The embedding models that the provider-service offers, as `catalog` tells. Thread-safe. */
public final class EmbeddingModels implements ReadModel.Changes<SpecificRecord> {

    /** What a knowledge base has when nobody says anything else: built in, so always there. */
    public static final EmbeddingModel USUAL = new EmbeddingModel("offline", "lexical-384");

    /** The tenant whose offers everyone may use. */
    private static final String SHARED = "default";

    /** Real before simulated, then the catalog's order, the same on every instance. */
    private static final Comparator<ModelOffered> PREFERENCE =
            Comparator.comparing(ModelOffered::getSimulated)
                    .thenComparing(ModelOffered::getSince)
                    .thenComparing(ModelOffered::getProvider)
                    .thenComparing(ModelOffered::getModel);

    private final Map<String, ModelOffered> offers = new ConcurrentHashMap<>();

    @Override
    public void on(String key, @Nullable SpecificRecord value) {
        if (value instanceof ModelOffered offer) {
            offers.put(key, offer);
        } else if (value == null) {
            offers.remove(key);
        }
    }

    /**
     * What a name stands for: {@code provider/model}, or else the first offer of a model of that
     * name that {@code allowed} lets pass, if any does.
     */
    public Optional<EmbeddingModel> find(String name, String tenant, AllowedModels allowed) {
        if (name.equals(USUAL.fullName()) || name.equals(USUAL.model())) {
            return Optional.of(USUAL);
        }
        List<ModelOffered> visible =
                offers.values().stream()
                        .filter(o -> o.getOperations().contains(Operation.EMBEDDINGS))
                        .filter(
                                o ->
                                        o.getOwner().getTenant().equals(SHARED)
                                                || o.getOwner().getTenant().equals(tenant))
                        .sorted(PREFERENCE)
                        .toList();
        List<EmbeddingModel> qualified =
                models(visible).filter(m -> m.fullName().equals(name)).toList();
        List<EmbeddingModel> named =
                qualified.isEmpty()
                        ? models(visible).filter(m -> m.model().equals(name)).toList()
                        : qualified;
        return named.stream()
                .filter(m -> allowed.allows(m.provider(), m.model()))
                .findFirst()
                .or(() -> named.stream().findFirst());
    }

    private static Stream<EmbeddingModel> models(List<ModelOffered> visible) {
        return visible.stream().map(o -> new EmbeddingModel(o.getProvider(), o.getModel()));
    }
}
