package dev.millrace.proof.knowledge;

import dev.millrace.proof.load.Client;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.upstream.EmbeddingUpstream;
import dev.millrace.proof.upstream.KnownVectors;
import java.nio.file.Path;
import java.util.Map;

/**
 * What proofs of knowledge bases stand on: a product in one JVM that has an embedding model of
 * known vectors, and the simulator to chat with.
 */
public record KnowledgeStand(EmbeddingUpstream upstream, Product product, Client client)
        implements AutoCloseable {

    /** The model that answers. */
    public static final String CHAT = "simulator-small";

    /**
     * Starts all three and waits until the product is ready.
     *
     * @param seed of the vectors
     * @param data the product's data folder
     * @param environment added to that of this process
     */
    public static KnowledgeStand start(long seed, Path data, Map<String, String> environment) {
        EmbeddingUpstream upstream = new EmbeddingUpstream(new KnownVectors(seed));
        try {
            Product product =
                    Product.start(
                            new Product.Setup(data, false, 1, upstream.environment(environment)));
            return new KnowledgeStand(upstream, product, client(product, Product.ADMIN_KEY));
        } catch (RuntimeException e) {
            upstream.close();
            throw e;
        }
    }

    /** A client with another key. */
    public Client clientOf(String key) {
        return client(product, key);
    }

    private static Client client(Product product, String key) {
        return new Client(product.gateways(), key, CHAT);
    }

    @Override
    public void close() {
        client.close();
        product.close();
        upstream.close();
    }
}
