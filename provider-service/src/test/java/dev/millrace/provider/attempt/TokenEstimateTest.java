package dev.millrace.provider.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenEstimateTest {

    private static RequestBody body(String json) {
        return RequestBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fourAsciiCharactersAreATokenAndSoIsEveryOther() {
        assertThat(TokenEstimate.ofText("")).isZero();
        assertThat(TokenEstimate.ofText("abcd")).isEqualTo(1);
        assertThat(TokenEstimate.ofText("abcde")).isEqualTo(2);
        assertThat(TokenEstimate.ofText("水火土")).isEqualTo(3);
        assertThat(TokenEstimate.ofText("😀")).isEqualTo(1);
    }

    @Test
    void messagesAndToolsCountButImagesDoNot() {
        String text = "{\"role\":\"user\",\"content\":\"12345678\"}";
        assertThat(input("{\"messages\":[" + text + "]}")).isEqualTo(3 + 2);
        assertThat(input("{\"messages\":[" + text + "," + text + "]}")).isEqualTo(2 * (3 + 2));
        String image =
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:"
                        + "x".repeat(10_000)
                        + "\"}}]}";
        assertThat(input("{\"messages\":[" + image + "]}")).isEqualTo(3);
        assertThat(input("{\"messages\":[],\"tools\":[{\"function\":{\"name\":\"abcd\"}}]}"))
                .isEqualTo(1);
        assertThat(input("{}")).isZero();
    }

    private static long input(String json) {
        Usage usage = TokenEstimate.chat(body(json), 7);
        assertThat(usage.getOutputTokens()).isEqualTo(7);
        assertThat(usage.getEstimated()).isTrue();
        return usage.getInputTokens();
    }

    @Test
    void embeddingsCountTheirInput() {
        assertThat(
                        TokenEstimate.embeddings(body("{\"input\":[\"abcd\",\"efgh\"]}"))
                                .getInputTokens())
                .isEqualTo(2);
    }
}
