package dev.millrace.proof.product;

import dev.millrace.proof.load.Client;
import dev.millrace.proof.upstream.CallLog;
import dev.millrace.proof.upstream.EchoUpstream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a proof stands on: a product in processes, the upstream it asks, and a client of its
 * gateways.
 */
public record Stand(EchoUpstream upstream, Product product, Client client)
        implements AutoCloseable {

    private static final int UPSTREAM_MILLIS = 120;

    /**
     * Starts all three and waits until the product is ready.
     *
     * @param folder for the upstream's log
     * @param data the product's data folder
     * @param environment added to that of this process
     */
    public static Stand start(
            Path folder, Path data, int gateways, Map<String, String> environment) {
        EchoUpstream upstream =
                new EchoUpstream(new CallLog(folder.resolve("upstream.jsonl")), UPSTREAM_MILLIS);
        try {
            Product product =
                    Product.start(
                            new Product.Setup(
                                    data, true, gateways, upstream.environment(environment)));
            return new Stand(
                    upstream,
                    product,
                    new Client(product.gateways(), Product.ADMIN_KEY, EchoUpstream.MODEL));
        } catch (RuntimeException e) {
            upstream.close();
            throw e;
        }
    }

    @Override
    public void close() {
        client.close();
        product.close();
        upstream.close();
    }
}
