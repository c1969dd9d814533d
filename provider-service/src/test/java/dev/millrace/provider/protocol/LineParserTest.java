package dev.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineParserTest {

    private static List<String> parse(List<byte[]> pieces) {
        LineParser parser = new LineParser();
        List<byte[]> lines = new ArrayList<>();
        for (byte[] piece : pieces) {
            parser.feed(ByteBuffer.wrap(piece), lines);
        }
        byte[] rest = parser.rest();
        if (rest != null) {
            lines.add(rest);
        }
        return lines.stream().map(line -> new String(line, StandardCharsets.UTF_8).trim()).toList();
    }

    @Test
    void blankLinesAreSkippedAndTheLastMayLackItsEnd() {
        byte[] text = "{\"a\":1}\r\n\n \t\r\n{\"b\":\"水\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(parse(List.of(text))).containsExactly("{\"a\":1}", "{\"b\":\"水\"}");
        assertThat(parse(List.of(new byte[] {'\n'}))).isEmpty();
    }

    @Test
    void howeverTheBytesAreSplitTheLinesAreTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] texts = {"{\"a\":1}", "", "ü", "😀", " ", "x"};
        for (int attempt = 0; attempt < 300; attempt++) {
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                stream.append(texts[random.nextInt(texts.length)]);
                stream.append(new String[] {"", "\n", "\r\n"}[random.nextInt(3)]);
            }
            byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
            List<byte[]> pieces = new ArrayList<>();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(4));
                pieces.add(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            assertThat(parse(pieces))
                    .as("seed %d, attempt %d", seed, attempt)
                    .isEqualTo(parse(List.of(bytes)))
                    .isEqualTo(
                            Arrays.stream(stream.toString().split("\r?\n"))
                                    .filter(line -> !line.isBlank())
                                    .map(String::trim)
                                    .toList());
        }
    }
}
