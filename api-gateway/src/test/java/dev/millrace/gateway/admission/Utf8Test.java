package dev.millrace.gateway.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void agreesWithTheJdkOnAnyBytes() {
        for (int i = 0; i < 20_000; i++) {
            long seed = new Random().nextLong();
            byte[] bytes = anything(new Random(seed));
            assertThat(Utf8.valid(bytes)).as("seed %d", seed).isEqualTo(decodes(bytes));
        }
    }

    @Test
    void takesEveryCharacterThereIs() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.appendCodePoint(c);
            }
        }
        assertThat(Utf8.valid(all.toString().getBytes(UTF_8))).isTrue();
    }

    /** Text with a few bytes changed: pure noise is hardly ever nearly right. */
    private static byte[] anything(Random random) {
        int[] points = {
            0x41, 0xE9, 0x7FF, 0x800, 0x20AC, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        for (int i = random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static boolean decodes(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }
}
