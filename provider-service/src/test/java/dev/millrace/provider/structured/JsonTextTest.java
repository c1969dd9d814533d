package dev.millrace.provider.structured;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class JsonTextTest {

    private static String mended(String text) {
        return JsonText.of(Root.ANY, text).text().orElse("gave up");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1,}§{\"a\": 1}",
                "[1, 2, ]§[1, 2 ]",
                "{'a': 'b\"c', 'd': 'it\\'s'}§{\"a\": \"b\\\"c\", \"d\": \"it's\"}",
                "{\"a\": True, \"b\": None, \"c\": NaN}§{\"a\": true, \"b\": null, \"c\": null}",
                "{a: 1, b_c: [-Infinity]}§{\"a\": 1, \"b_c\": [null]}",
                "{\"a\": \"x§{\"a\": \"x\"}",
                "{\"a\": [1, {\"b\": 2§{\"a\": [1, {\"b\": 2}]}",
                "{\"a\": \"x\\§{\"a\": \"x\"}",
                "{\"a\": \"C:\\d\\user\"}§{\"a\": \"C:\\\\d\\\\user\"}",
                "Sure: {\"a\": 1} as you wished§{\"a\": 1}",
                "{\"a\": 1 /* one */, // two§{\"a\": 1}",
                "Use {name} or {}… no: {\"a\": 1}§{}",
                "{“a”: “b”}§{\"a\": \"b\"}",
                "{\"a\"\u00a0: 1}§{\"a\": 1}",
            })
    void whatAModelMeantIsMended(String text, String json) {
        assertThat(mended(text)).isEqualTo(json);
    }

    @Test
    void fencesAndWordsAroundAreLeftOut() {
        assertThat(mended("Here it is:\n```json\n{\"a\": [1]}\n```\nAnything else?"))
                .isEqualTo("{\"a\": [1]}");
        assertThat(mended("```\n[1, {\"a\": 2}\n```")).isEqualTo("[1, {\"a\": 2}]");
        assertThat(mended("I looked at [1] and {x}.\n{\"a\": 1}")).isEqualTo("[1]");
        assertThat(JsonText.of(Root.OBJECT, "I saw [1] and {x}.\n{\"a\": 1}").text())
                .contains("{\"a\": 1}");
    }

    @Test
    void aRawLineBreakInAStringIsEscaped() {
        assertThat(mended("{\"a\": \"x\ny\u0001\"}")).isEqualTo("{\"a\": \"x\\ny\\u0001\"}");
    }

    @Test
    void thinkingBetweenTagsIsSetApart() {
        JsonText json = JsonText.of(Root.OBJECT, "\n<think>maybe {\"a\": 2}?</think>\n{\"a\": 1}");
        assertThat(json.text()).contains("\n{\"a\": 1}");
        assertThat(json.thoughts()).isEqualTo("maybe {\"a\": 2}?");
        assertThat(JsonText.of(Root.OBJECT, "<think>{\"a\": 1}").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "no",
                "{",
                "[",
                "{\"a\"",
                "{\"a\":",
                "{\"a\": }",
                "{\"a\": 1 \"b\": 2}",
                "[1,, 2]",
                "[1, ...]",
                "{\"a\": tru",
                "{\"a\": 01}",
                "{\"a\": 1]",
                "{\"a\": \"b\"c\"}",
                "{\"a\": 1 / 2}",
                "{\"a\": undefined}",
                "{\"a\": 1, \"b\"",
                "{,}"
            })
    void noValueIsMadeUp(String text) {
        String mended = mended(text);
        // What is open and empty may be closed: nothing is missing from it.
        assertThat(mended).isEqualTo(text.equals("{") ? "{}" : text.equals("[") ? "[]" : "gave up");
    }

    @Test
    void validJsonIsUnchangedHoweverItComes() {
        each(
                (random, seed) -> {
                    RandomJson values = new RandomJson(random);
                    String text = values.written(values.container());
                    JsonText whole = JsonText.of(Root.ANY, text);
                    assertThat(whole.text()).as(seed).contains(text);
                    assertThat(whole.changed()).as(seed).isFalse();
                    assertThat(streamed(Root.ANY, text, random).text()).as(seed).contains(text);
                });
        for (String scalar : List.of("1", " \"a {\\\"b\\\": 1}\" ", "true", "null", "-1.5e3\n")) {
            assertThat(mended(scalar)).isEqualTo(scalar);
            assertThat(streamed(Root.ANY, scalar, new Random(1)).text()).contains(scalar);
        }
    }

    @Test
    void whatACarelessModelWritesIsTheValueThatItMeant() {
        each(
                (random, seed) -> {
                    RandomJson values = new RandomJson(random);
                    JsonNode meant = values.object();
                    String text = "So:\n```json\n" + values.careless(meant) + "\n```\n";
                    JsonText json = streamed(Root.OBJECT, text, random);
                    assertThat(json.value()).as("%s: %s", seed, text).isEqualTo(reread(meant));
                    assertThat(JsonText.of(Root.OBJECT, text).text()).contains(json.shown());
                });
    }

    @Test
    void whatIsLetThroughIsAlwaysTheBeginningOfAValue() {
        each(
                (random, seed) -> {
                    String text = damaged(random);
                    JsonText json = new JsonText(Root.ANY, true);
                    StringBuilder shown = new StringBuilder();
                    for (int i = 0; i < text.length(); i++) {
                        shown.append(json.accept(text.substring(i, i + 1)).json());
                        assertThat(shown).as(seed).matches(JsonTextTest::isBeginning);
                    }
                    shown.append(json.finish().json());
                    assertThat(shown).as(seed).matches(JsonTextTest::isBeginning);
                    assertThat(json.shown()).as(seed).isEqualTo(shown.toString());
                });
    }

    @Test
    void whatIsMendedParsesAndNeedsNoMendingAgain() {
        each(
                (random, seed) -> {
                    String text = damaged(random);
                    for (Root root : Root.values()) {
                        JsonText json = JsonText.of(root, text);
                        json.text()
                                .ifPresent(
                                        mended -> {
                                            JsonText again = JsonText.of(root, mended);
                                            assertThat(json.value()).as(seed).isNotNull();
                                            assertThat(again.text()).as(seed).contains(mended);
                                            assertThat(again.changed()).as(seed).isFalse();
                                        });
                    }
                });
    }

    @Test
    void randomBytesNeitherThrowNorHang() {
        each(
                (random, seed) -> {
                    byte[] bytes = new byte[random.nextInt(2_000)];
                    random.nextBytes(bytes);
                    String text = new String(bytes, StandardCharsets.UTF_8);
                    assertThat(streamed(Root.ANY, text, random).shown())
                            .as(seed)
                            .matches(JsonTextTest::isBeginning);
                });
    }

    @Test
    void hugeAndHostileTextsAreReadInLittleTime() {
        for (String piece :
                List.of("[", "{", "{\"a\":", "'", "[1,", "\\", "/*", "{a", "\"", "1", "<", "`")) {
            String text = piece.repeat(2_000_000 / piece.length());
            assertThat(Duration.ofSeconds(20))
                    .isGreaterThan(
                            took(
                                    () -> {
                                        var _ = JsonText.of(Root.ANY, text).text();
                                        var _ = streamed(Root.ANY, text, new Random(7)).text();
                                    }));
        }
    }

    private static Duration took(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private interface Try {
        void with(Random random, String seed);
    }

    private static void each(Try one) {
        long seed = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            one.with(new Random(seed + i), "seed " + (seed + i));
        }
    }

    /** Careless JSON with a few characters lost, doubled or put in. */
    private static String damaged(Random random) {
        RandomJson values = new RandomJson(random);
        StringBuilder text = new StringBuilder(values.careless(values.container()));
        for (int i = random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, text.charAt(random.nextInt(text.length())));
                case 2 -> text.setLength(at);
                default -> text.insert(at, "{}[]\",:'\\`u/#*e1 ".charAt(random.nextInt(17)));
            }
        }
        return text.toString();
    }

    private static JsonText streamed(Root root, String text, Random random) {
        JsonText json = new JsonText(root, true);
        for (int at = 0; at < text.length(); ) {
            int to = Math.min(text.length(), at + 1 + random.nextInt(1 + text.length() / 4));
            var _ = json.accept(text.substring(at, to));
            at = to;
        }
        var _ = json.finish();
        return json;
    }

    private static JsonNode reread(JsonNode value) {
        return Json.MAPPER.readTree(value.toString());
    }

    /** The parser finds nothing wrong with it but its end. */
    private static boolean isBeginning(CharSequence text) {
        try (var parser = Json.MAPPER.createParser(text.toString())) {
            while (parser.nextToken() != null) {
                parser.getString();
            }
            return true;
        } catch (tools.jackson.core.exc.UnexpectedEndOfInputException _) {
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }
}
