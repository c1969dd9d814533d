package dev.millrace.proof.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.proof.knowledge.Codeword;
import dev.millrace.proof.knowledge.Codeword.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbeddingUpstreamTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ONE =
            "of " + Codeword.of(Kind.TOPIC, 7) + " and " + Codeword.of(Kind.MARK, 12);

    private final KnownVectors vectors = new KnownVectors(3);

    @Test
    void plainAndPackedVectorsAreTheKnownOnes() throws Exception {
        try (EmbeddingUpstream upstream = new EmbeddingUpstream(vectors)) {
            JsonNode plain = ask(upstream, "float").path("data");
            JsonNode packed = ask(upstream, "base64").path("data");
            for (int i = 0; i < 2; i++) {
                float[] known = vectors.of(List.of(ONE, "another").get(i));
                float[] unpacked = new float[KnownVectors.DIMENSIONS];
                ByteBuffer.wrap(
                                Base64.getDecoder()
                                        .decode(packed.path(i).path("embedding").stringValue()))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(unpacked);
                assertThat(unpacked).isEqualTo(known);
                for (int d = 0; d < KnownVectors.DIMENSIONS; d++) {
                    assertThat((float) plain.path(i).path("embedding").path(d).doubleValue())
                            .isEqualTo(known[d]);
                }
            }
            assertThat(upstream.texts()).isEqualTo(4);
        }
    }

    private static JsonNode ask(EmbeddingUpstream upstream, String format) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return JSON.readTree(
                    http.send(
                                    HttpRequest.newBuilder(
                                                    URI.create(upstream.baseUrl() + "/embeddings"))
                                            .POST(
                                                    BodyPublishers.ofString(
                                                            JSON.writeValueAsString(
                                                                    Map.of(
                                                                            "input",
                                                                            List.of(ONE, "another"),
                                                                            "encoding_format",
                                                                            format))))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body());
        }
    }

    @Test
    void aVectorFollowsFromTopicAndMarkAlone() {
        assertThat(vectors.of("Before it, " + ONE + ".")).isEqualTo(vectors.of(7, 12));
        assertThat(KnownVectors.cosine(vectors.of(7, 12), vectors.of(7, 12)))
                .isCloseTo(1, within(1e-5));
    }

    @Test
    void textsOfOneTopicAreNearerThanOthers() {
        double near = 0;
        double far = 0;
        for (int i = 0; i < 100; i++) {
            near += KnownVectors.cosine(vectors.of(7, 1000 + i), vectors.of(7, i)) / 100;
            far += KnownVectors.cosine(vectors.of(8, 1000 + i), vectors.of(7, i)) / 100;
        }
        assertThat(near).isGreaterThan(0.5);
        assertThat(far).isBetween(-0.2, 0.2);
    }
}
