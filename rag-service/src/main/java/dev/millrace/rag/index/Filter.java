package dev.millrace.rag.index;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which documents of a knowledge base are looked at: those named, or all when none is, and of them
 * those whose metadata holds every given value.
 *
 * @param documents empty means all
 * @param metadata empty means any
 */
public record Filter(List<UUID> documents, Map<String, String> metadata) {

    /** Looks at everything. */
    public static final Filter NONE = new Filter(List.of(), Map.of());

    public Filter {
        documents = List.copyOf(documents);
        metadata = Map.copyOf(metadata);
    }

    public boolean isEmpty() {
        return documents.isEmpty() && metadata.isEmpty();
    }
}
