package dev.millrace.proof.product;

import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript.Ending;
import dev.millrace.proof.upstream.EchoUpstream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider that is set up over the API.
 *
 * @param endpoint of the echo upstream it stands for
 * @param limits by name
 */
public record NewProvider(String id, String endpoint, Map<String, Long> limits) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Its model as it is asked for. */
    public String model() {
        return id + "/" + EchoUpstream.MODEL;
    }

    /**
     * Makes it, and asks until it answers.
     *
     * @throws IllegalStateException when it is refused or does not answer
     */
    public void make(Product product) throws IOException, InterruptedException {
        try (Client client = new Client(product.gateways(), Product.ADMIN_KEY, model())) {
            HttpResponse<String> made =
                    client.http()
                            .send(
                                    client.request("/api/v1/llm/providers")
                                            .POST(BodyPublishers.ofString(form()))
                                            .build(),
                                    BodyHandlers.ofString());
            if (made.statusCode() != 201) {
                throw new IllegalStateException(id + " was not made: " + made.body());
            }
            Instant giveUp = Instant.now().plus(PATIENCE);
            while (client.plain(id + "-first", "words:1").ending() != Ending.DONE) {
                if (Instant.now().isAfter(giveUp)) {
                    throw new IllegalStateException(model() + " does not answer");
                }
                Thread.sleep(200);
            }
        }
    }

    private String form() {
        ObjectNode form =
                JSON.createObjectNode()
                        .put("id", id)
                        .put("type", "openai-compatible")
                        .put("deployment_mode", "local")
                        .put("endpoint", endpoint)
                        .put("credential", "proof-0123456789");
        form.putArray("models").add(EchoUpstream.MODEL);
        ObjectNode said = form.putObject("limits");
        limits.forEach((name, limit) -> said.put(name, limit));
        return form.toString();
    }
}
