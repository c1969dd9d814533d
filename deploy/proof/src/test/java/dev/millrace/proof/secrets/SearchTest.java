package dev.millrace.proof.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchTest {

    private static final int TRIES = 100;

    private static List<String> found(Secret secret, String text) {
        Search search = new Search(List.of(secret));
        search.look("there", text.getBytes(StandardCharsets.UTF_8), Set.of());
        return search.found();
    }

    @Test
    void aSecretIsFoundHoweverItIsWrittenAndWhereverItStands() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            Secret secret = Secret.of("it", random);
            String before = "x".repeat(random.nextInt(40));
            String text = secret.text();
            for (String form :
                    List.of(
                            before + text + "y",
                            before + text.substring(0, 30),
                            before + text.substring(30),
                            before + secret.encoded(),
                            before
                                    + HexFormat.of()
                                            .formatHex(text.getBytes(StandardCharsets.UTF_8)),
                            "y" + Secret.packed(before + text))) {
                assertThat(found(secret, form))
                        .as("seed %s, form %s", seed, form)
                        .containsExactly("it in there");
            }
        }
    }

    @Test
    void whatMayBeThereAndWhatIsNotAreNotFound() {
        Secret secret = Secret.of("it", new Random(1));
        assertThat(found(secret, "…" + secret.text().substring(secret.text().length() - 4)))
                .isEmpty();
        assertThat(found(secret, Secret.of("other", new Random(2)).text())).isEmpty();
        Search search = new Search(List.of(secret));
        search.look("there", secret.text().getBytes(StandardCharsets.UTF_8), Set.of("it"));
        assertThat(search.found()).isEmpty();
    }
}
