package dev.millrace.provider.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What holds for every adapter of {@link EmbeddingProvider}. */
@Timeout(30)
public abstract class EmbeddingProviderContract {

    /** The adapter, ready to answer one call for as many texts as {@code inputs}. */
    protected abstract EmbeddingProvider open(int inputs);

    /** A model it knows. */
    protected abstract String model();

    protected final EmbeddingCall call(String input, String... members) {
        String extra = members.length == 0 ? "" : "," + String.join(",", members);
        String json = "{\"model\":\"asked\",\"input\":" + input + extra + "}";
        return new EmbeddingCall(
                model(),
                RequestBody.parse(json.getBytes(StandardCharsets.UTF_8)),
                Instant.now().plusSeconds(20));
    }

    protected static JsonNode data(Answer answer) {
        return Json.MAPPER.readTree(answer.output());
    }

    @Test
    void oneTextGivesOneVectorOfNumbers() throws Exception {
        Answer answer = open(1).embed(call("\"a text\""), new Cancellation());
        assertThat(data(answer)).hasSize(1);
        JsonNode item = data(answer).path(0);
        assertThat(item.path("object").stringValue()).isEqualTo("embedding");
        assertThat(item.path("index").intValue()).isZero();
        assertThat(item.path("embedding").size()).isGreaterThan(1);
        assertThat(item.path("embedding")).allMatch(JsonNode::isNumber);
        assertThat(answer.usage().getInputTokens()).isPositive();
        assertThat(answer.finishReasons()).isEmpty();
    }

    @Test
    void manyTextsGiveAVectorEachInTheirOrder() throws Exception {
        Answer answer = open(3).embed(call("[\"a\",\"b\",\"c\"]"), new Cancellation());
        assertThat(data(answer)).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(data(answer).path(i).path("index").intValue()).isEqualTo(i);
        }
    }

    @Test
    void base64HoldsTheSameVector() throws Exception {
        Answer numbers = open(1).embed(call("\"a text\""), new Cancellation());
        Answer packed =
                open(1).embed(
                                call("\"a text\"", "\"encoding_format\":\"base64\""),
                                new Cancellation());
        byte[] bytes =
                Base64.getDecoder().decode(data(packed).path(0).path("embedding").stringValue());
        ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        JsonNode expected = data(numbers).path(0).path("embedding");
        assertThat(bytes.length).isEqualTo(expected.size() * Float.BYTES);
        for (JsonNode number : expected) {
            assertThat(floats.getFloat()).isEqualTo((float) number.doubleValue());
        }
    }

    @Test
    void aCancelledCallEndsSo() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        ProviderException e =
                catchThrowableOfType(
                        ProviderException.class, () -> open(1).embed(call("\"a\""), cancellation));
        assertThat(e).isNotNull();
        assertThat(e.failure()).isEqualTo(new ProviderFailure.Cancelled());
    }
}
