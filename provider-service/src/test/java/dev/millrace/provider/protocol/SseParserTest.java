package dev.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SseParserTest {

    private static List<String> parse(List<byte[]> pieces) {
        SseParser parser = new SseParser();
        List<byte[]> events = new ArrayList<>();
        for (byte[] piece : pieces) {
            parser.feed(ByteBuffer.wrap(piece), events);
        }
        byte[] rest = parser.rest();
        if (rest != null) {
            events.add(rest);
        }
        return events.stream().map(event -> new String(event, StandardCharsets.UTF_8)).toList();
    }

    private static List<String> parse(String text) {
        return parse(List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everyKindOfLineEndEndsALine() {
        assertThat(parse("data: a\n\ndata: b\r\n\r\ndata: c\r\rdata: d\n\n"))
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void dataLinesOfOneEventAreJoined() {
        assertThat(parse("data: a\ndata:b\ndata\ndata:  c\n\n")).containsExactly("a\nb\n\n c");
    }

    @Test
    void commentsOtherFieldsAndTheByteOrderMarkAreSkipped() {
        assertThat(parse("\uFEFFdata: a\n: hi\nevent: x\nid: 7\nretry: 3\ndatabase: no\n\n\n\n"))
                .containsExactly("a");
    }

    @Test
    void whatStandsWithoutItsEndIsTheRest() {
        assertThat(parse("data: a\n\ndata: [DONE]")).containsExactly("a", "[DONE]");
        assertThat(parse("data: a\n\ndata: b\n")).containsExactly("a", "b");
        assertThat(parse("data: a\n\n")).containsExactly("a");
    }

    @Test
    void howeverTheBytesAreSplitTheEventsAreTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int attempt = 0; attempt < 500; attempt++) {
            byte[] stream = stream(random).getBytes(StandardCharsets.UTF_8);
            List<String> whole = parse(List.of(stream));
            assertThat(parse(split(stream, random)))
                    .as("seed %d, attempt %d", seed, attempt)
                    .isEqualTo(whole);
        }
    }

    @Test
    void everySinglePointOfASplitGivesTheSame() {
        byte[] stream =
                "\uFEFFdata: {\"a\":\"ö\"}\r\n\r\n: c\ndata: 水\rdata: x\r\rdata: [DONE]\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        List<String> whole = parse(List.of(stream));
        assertThat(whole).containsExactly("{\"a\":\"ö\"}", "水\nx", "[DONE]");
        for (int at = 0; at <= stream.length; at++) {
            byte[] head = java.util.Arrays.copyOfRange(stream, 0, at);
            byte[] tail = java.util.Arrays.copyOfRange(stream, at, stream.length);
            assertThat(parse(List.of(head, tail))).as("split at %d", at).isEqualTo(whole);
        }
    }

    private static String stream(Random random) {
        String[] ends = {"\n", "\r", "\r\n"};
        String[] lines = {"data: ", "data:", "data", ": ", "event: ", "", "dat", "\uFEFFdata: "};
        String[] texts = {"", "x", "ü", "水火", "{\"a\":1}", "[DONE]", " ", "😀"};
        StringBuilder stream = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
        int count = random.nextInt(30);
        for (int i = 0; i < count; i++) {
            stream.append(lines[random.nextInt(lines.length)])
                    .append(texts[random.nextInt(texts.length)])
                    .append(ends[random.nextInt(ends.length)]);
        }
        return stream.toString();
    }

    private static List<byte[]> split(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(5));
            pieces.add(java.util.Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return pieces;
    }
}
