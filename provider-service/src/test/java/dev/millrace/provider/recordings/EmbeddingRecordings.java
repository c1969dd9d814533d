package dev.millrace.provider.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingProvider;
import dev.millrace.provider.upstream.ScriptedUpstream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Recorded embeddings: the request that led to them, their vectors, and what they are cut to. */
record EmbeddingRecordings(ScriptedUpstream upstream, Random random, int cuts) {

    void check(Recording recording, EmbeddingProvider provider) throws Exception {
        for (boolean split : new boolean[] {false, true}) {
            for (boolean base64 : new boolean[] {false, true}) {
                upstream.then(split ? recording.split(random, cuts) : recording.whole());
                Answer answer = ask(recording, provider, base64);
                assertThat(vectors(answer, base64)).isEqualTo(vectors(recording.json()));
                assertThat(answer.usage().getInputTokens()).isEqualTo(input(recording, answer));
            }
        }
        JsonNode sent = Json.MAPPER.readTree(upstream.requests().getLast().body());
        assertThat(sent).as("request").isEqualTo(recording.request());
        for (int i = 0; i < cuts; i++) {
            int at = 1 + random.nextInt(recording.body().length - 1);
            upstream.then(recording.cut(at));
            try {
                ask(recording, provider, true);
                throw new AssertionError("cut at " + at + " is told");
            } catch (ProviderException _) {
                // As it has to.
            }
        }
    }

    private static Answer ask(Recording recording, EmbeddingProvider provider, boolean base64)
            throws Exception {
        JsonNode recorded = recording.request();
        ObjectNode body = Json.MAPPER.createObjectNode();
        copy(recorded, "input", body, "input");
        for (JsonNode one : recorded.path("requests")) {
            body.withArray("input").add(one.at("/content/parts/0/text"));
            copy(one, "outputDimensionality", body, "dimensions");
            copy(one, "taskType", body, "task_type");
        }
        copy(recorded, "dimensions", body, "dimensions");
        if (base64) {
            body.put("encoding_format", "base64");
        }
        String path = recording.path();
        String model =
                path.contains(":")
                        ? path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf(':'))
                        : Json.text(recorded, "model");
        return provider.embed(
                new EmbeddingCall(
                        model, RequestBody.parse(Json.bytes(body)), Instant.now().plusSeconds(20)),
                new Cancellation());
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String as) {
        if (from.has(name)) {
            to.set(as, from.get(name));
        }
    }

    /** As told; where nothing was, an estimate that says so. */
    private static long input(Recording recording, Answer answer) {
        JsonNode tree = recording.json();
        JsonNode told =
                tree.at("/usage/prompt_tokens").isNumber()
                        ? tree.at("/usage/prompt_tokens")
                        : tree.at("/usageMetadata/promptTokenCount");
        assertThat(answer.usage().getEstimated()).isEqualTo(!told.isNumber());
        return told.asLong(answer.usage().getInputTokens());
    }

    private static List<List<Float>> vectors(Answer answer, boolean base64) {
        List<List<Float>> vectors = new ArrayList<>();
        for (JsonNode one : Json.MAPPER.readTree(answer.output())) {
            assertThat(one.path("index").asInt(-1)).isEqualTo(vectors.size());
            assertThat(one.path("embedding").isString()).isEqualTo(base64);
            vectors.add(floats(one.path("embedding")));
        }
        return vectors;
    }

    private static List<List<Float>> vectors(JsonNode recorded) {
        List<List<Float>> vectors = new ArrayList<>();
        recorded.path("data").forEach(one -> vectors.add(floats(one.path("embedding"))));
        recorded.path("embeddings").forEach(one -> vectors.add(floats(one.path("values"))));
        return vectors;
    }

    private static List<Float> floats(JsonNode vector) {
        List<Float> floats = new ArrayList<>();
        if (vector.isString()) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Base64.getDecoder().decode(vector.stringValue()))
                            .order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                floats.add(bytes.getFloat());
            }
        }
        vector.forEach(number -> floats.add((float) number.doubleValue()));
        assertThat(floats).hasSizeGreaterThan(100);
        return floats;
    }
}
