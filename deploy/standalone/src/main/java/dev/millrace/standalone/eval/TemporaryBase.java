package dev.millrace.standalone.eval;

import dev.millrace.standalone.Refusal;
import dev.millrace.standalone.product.Product;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A knowledge base made for one measurement and deleted after it. */
final class TemporaryBase implements AutoCloseable {

    /** As many as the product takes of one client without waiting for each other. */
    private static final int UPLOADS = 8;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Product product;
    private final String id;
    private final boolean keep;

    /**
     * The product's ids, and which of ours each stands for: the same text twice is one document.
     */
    private final Map<String, List<String>> names = new ConcurrentHashMap<>();

    private TemporaryBase(Product product, String id, boolean keep) {
        this.product = product;
        this.id = id;
        this.keep = keep;
    }

    /**
     * @param model null leaves it to the product
     */
    static TemporaryBase make(Product product, @Nullable String model, boolean keep) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("name", "eval-" + UUID.randomUUID());
        wanted.put("description", "Made by eval retrieval");
        if (model != null) {
            wanted.put("embedding_model", model);
        }
        JsonNode made = product.done("POST", "/api/v1/kb", wanted);
        return new TemporaryBase(product, made.path("id").asString(), keep);
    }

    String id() {
        return id;
    }

    /**
     * Uploads all.
     *
     * @param sofar told how many are there
     * @return those refused, with the product's code
     */
    Map<String, String> upload(List<Corpus.Item> documents, IntConsumer sofar) {
        Map<String, String> refused = new ConcurrentHashMap<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(UPLOADS, Thread.ofVirtual().factory())) {
            List<Future<?>> uploads = new ArrayList<>();
            for (Corpus.Item document : documents) {
                uploads.add(threads.submit(() -> upload(document, refused)));
            }
            for (int i = 0; i < uploads.size(); i++) {
                finished(uploads.get(i));
                sofar.accept(i + 1);
            }
        }
        return refused;
    }

    private void upload(Corpus.Item document, Map<String, String> refused) {
        Product.Answer answer =
                product.call(
                        "POST",
                        "/api/v1/kb/" + id + "/documents",
                        Map.of("name", document.id(), "text", document.whole()));
        if (answer.isGood()) {
            names.computeIfAbsent(
                            answer.body().path("id").asString(),
                            _ -> Collections.synchronizedList(new ArrayList<>()))
                    .add(document.id());
        } else if (answer.status() / 100 == 4) {
            refused.put(document.id(), Product.reason(answer));
        } else {
            throw new Refusal(
                    "Document %s was answered with %d %s"
                            .formatted(document.id(), answer.status(), Product.reason(answer)));
        }
    }

    private static void finished(Future<?> upload) {
        try {
            upload.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("Interrupted", e);
        }
    }

    /**
     * Waits until every document is indexed or has failed.
     *
     * @param sofar told how many are, now and then
     * @return how many documents there are in each state
     */
    Map<String, Long> awaitIndexed(LongConsumer sofar) {
        while (true) {
            Map<String, Long> states = new LinkedHashMap<>();
            product.done("GET", "/api/v1/kb/" + id, null)
                    .path("documents")
                    .properties()
                    .forEach(entry -> states.put(entry.getKey(), entry.getValue().asLong()));
            long all = states.values().stream().mapToLong(Long::longValue).sum();
            long settled = states.getOrDefault("indexed", 0L) + states.getOrDefault("failed", 0L);
            sofar.accept(settled);
            if (settled == all && settled >= names.size()) {
                return states;
            }
            pause();
        }
    }

    /**
     * The documents of a question, best first: of each its best chunk counts.
     *
     * @param topK passages asked for
     */
    List<String> search(String question, String mode, int topK) {
        JsonNode answer =
                product.done(
                        "POST",
                        "/api/v1/kb/search",
                        Map.of(
                                "knowledge_base",
                                id,
                                "query",
                                question,
                                "mode",
                                mode,
                                "top_k",
                                topK));
        if (answer.path("degraded").asBoolean(false)) {
            throw new Refusal(
                    "The embedding model did not answer: what would be measured is the words alone");
        }
        SequencedSet<String> documents = new LinkedHashSet<>();
        for (JsonNode passage : answer.path("data")) {
            String document = passage.path("document").path("id").asString();
            documents.addAll(names.getOrDefault(document, List.of()));
        }
        return List.copyOf(documents);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("Interrupted", e);
        }
    }

    @Override
    public void close() {
        if (!keep) {
            product.call("DELETE", "/api/v1/kb/" + id, null);
        }
    }
}
