package dev.millrace.provider.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class RequestBodyTest {

    private static RequestBody parse(String json) {
        return RequestBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void membersKeepTheirBytes() {
        RequestBody body =
                parse(
                        " { \"a\" : 1.50 ,\"b\":-2e+3, \"c\":true,\"d\" :null, \"e\":\"\\u00e9 \\\"é\" , \"f\": [ 1, {\"x\":[]} ] , \"g\":{ } } ");
        assertThat(text(body.value("a").orElseThrow())).isEqualTo("1.50");
        assertThat(text(body.value("b").orElseThrow())).isEqualTo("-2e+3");
        assertThat(text(body.value("c").orElseThrow())).isEqualTo("true");
        assertThat(text(body.value("d").orElseThrow())).isEqualTo("null");
        assertThat(text(body.value("e").orElseThrow())).isEqualTo("\"\\u00e9 \\\"é\"");
        assertThat(text(body.value("f").orElseThrow())).isEqualTo("[ 1, {\"x\":[]} ]");
        assertThat(text(body.value("g").orElseThrow())).isEqualTo("{ }");
        assertThat(body.value("h")).isEmpty();
    }

    @Test
    void aMentionIsWithinItsMemberAlone() {
        RequestBody body = parse("{\"a\":[{\"xyz\":1}],\"b\":\"\\\"xyz\\\"\",\"xyz\":\"w\"}");
        assertThat(body.mentions("a", "\"xyz\"")).isTrue();
        assertThat(body.mentions("a", "[{")).isTrue();
        assertThat(body.mentions("a", "}]")).isTrue();
        assertThat(body.mentions("a", "}],")).isFalse();
        assertThat(body.mentions("b", "\"xyz\"")).isFalse();
        assertThat(body.mentions("xyz", "\"xyz\"")).isFalse();
        assertThat(body.mentions("c", "x")).isFalse();
    }

    @Test
    void rewritingSetsRenamesAndDrops() {
        byte[] out =
                parse("{\"model\":\"a\",\"max_tokens\":5,\"x\":1,\"y\":2}")
                        .rewritten(
                                Map.of("model", Json.string("b\"c")),
                                Map.of("max_tokens", "max_completion_tokens"),
                                Set.of("x"));
        assertThat(text(out))
                .isEqualTo("{\"model\":\"b\\\"c\",\"max_completion_tokens\":5,\"y\":2}");
    }

    @Test
    void aMemberThatIsSetIsNotThereTwice() {
        byte[] out =
                parse("{\"a\":1,\"a\":2}")
                        .rewritten(Map.of("a", Json.string("z")), Map.of(), Set.of());
        assertThat(text(out)).isEqualTo("{\"a\":\"z\"}");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String bad :
                new String[] {
                    "", "[]", "{", "{\"a\":}", "{\"a\":1} x", "{\"a\":1}{}", "7", "{\"a\":[1}"
                }) {
            assertThatThrownBy(() -> parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theMessageOfARefusalQuotesNothing() {
        assertThatThrownBy(() -> parse("{\"secret prompt\": oops"))
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void anyObjectIsCutAsAParserWouldReadIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            ObjectNode object = object(random, 3);
            String json = random.nextBoolean() ? object.toString() : object.toPrettyString();
            RequestBody body = parse(json);
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                byte[] value = body.value(member.getKey()).orElseThrow();
                assertThat(Json.MAPPER.readTree(value))
                        .as("seed %d, try %d", seed, i)
                        .isEqualTo(member.getValue());
            }
            byte[] again = body.rewritten(Map.of(), Map.of(), Set.of());
            assertThat(Json.MAPPER.readTree(again)).isEqualTo(object);
        }
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        int members = random.nextInt(6);
        for (int i = 0; i < members; i++) {
            object.set("m" + i + (random.nextBoolean() ? "ü\"" : ""), value(random, depth));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        var nodes = Json.MAPPER.getNodeFactory();
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> nodes.numberNode(random.nextInt());
            case 1 -> nodes.numberNode(random.nextInt(1_000) / 8.0);
            case 2 -> nodes.booleanNode(random.nextBoolean());
            case 3 -> nodes.nullNode();
            case 4 ->
                    nodes.stringNode(
                            "té\\\"{}[]:,\n水😀"
                                    .substring(0, random.nextInt(10))
                                    .replaceAll("[\\ud800-\\udfff]", ""));
            case 5 -> object(random, depth - 1);
            default -> {
                ArrayNode array = Json.MAPPER.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
        };
    }

    @Test
    void ofMembersWithOneNameTheLastIsReadAndSent() {
        RequestBody body =
                RequestBody.parse("{\"a\":1,\"b\":2,\"a\":3}".getBytes(StandardCharsets.UTF_8));
        assertThat(body.is("a", "3")).isTrue();
        assertThat(new String(body.rewritten(Map.of(), Map.of(), Set.of()), StandardCharsets.UTF_8))
                .isEqualTo("{\"b\":2,\"a\":3}");
    }
}
