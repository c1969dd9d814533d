package dev.millrace.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedactionTest {

    private static final int TRIES = 200;

    private static String credential(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 8 + random.nextInt(60);
        for (int i = 0; i < length; i++) {
            text.append((char) (0x21 + random.nextInt(0x7e - 0x21)));
        }
        return text.toString();
    }

    @Test
    void aCredentialIsTakenOutHoweverItIsWrittenAndWhereverItIsCut() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            String secret = credential(random);
            String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            String packed =
                    Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
            String cut = secret.substring(0, 6 + random.nextInt(secret.length() - 6));
            String said =
                    new Redaction(secret)
                            .of("no: %s, %s, %s. %s".formatted(secret, encoded, packed, cut));
            assertThat(said)
                    .as("seed %s, credential %s", seed, secret)
                    .doesNotContain(secret, encoded, packed)
                    .startsWith("no: [credential], ")
                    .endsWith("[credential]");
        }
    }

    @Test
    void whatIsNoSecretStaysAsItWas() {
        assertThat(new Redaction("").of("words")).isEqualTo("words");
        assertThat(new Redaction("k").of("a key like k")).isEqualTo("a key like k");
        assertThat(new Redaction("sk-secret-0001").of("Incorrect API key: sk-s***0001"))
                .isEqualTo("Incorrect API key: sk-s***0001");
    }

    @Test
    void aFailureStaysWhatItIsWithOtherWords() {
        ProviderException told =
                new ProviderException(
                        new ProviderFailure.InvalidRequest("sk-secret-0001", "no sk-secret-0001"));
        assertThat(new Redaction("sk-secret-0001").of(told).failure())
                .isEqualTo(new ProviderFailure.InvalidRequest("[credential]", "no [credential]"));
    }
}
