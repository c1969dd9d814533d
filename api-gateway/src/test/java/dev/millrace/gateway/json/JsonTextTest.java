package dev.millrace.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JsonTextTest {

    @Test
    void anyStringIsReadBackAsItWas() {
        for (int i = 0; i < 2000; i++) {
            long seed = new Random().nextLong();
            String text = text(new Random(seed));

            String read =
                    JsonMapper.shared().readTree(new JsonText(1).string(text).toBytes()).asString();

            assertThat(read).as("seed %d", seed).isEqualTo(text);
        }
    }

    @Test
    void partsAreWrappedAsTheyAre() {
        JsonText json = new JsonText(1);
        json.ascii("{\"a\":").raw("[1]".getBytes(UTF_8)).ascii(",\"b\":");
        json.raw(ByteBuffer.wrap("xx[2]".getBytes(UTF_8), 2, 3)).ascii(",\"c\":");
        json.string(null).ascii(",\"d\":").number(-5).ascii("}");

        assertThat(new String(json.toBytes(), UTF_8))
                .isEqualTo("{\"a\":[1],\"b\":[2],\"c\":null,\"d\":-5}");
    }

    private static String text(Random random) {
        int[] points = {0, 7, '\n', '"', '\\', '/', 'a', 0x7F, 0xE9, 0x2028, 0xFFFF, 0x1F600};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
