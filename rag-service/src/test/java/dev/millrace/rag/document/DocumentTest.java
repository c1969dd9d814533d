package dev.millrace.rag.document;

import static dev.millrace.rag.house.House.ANN;
import static dev.millrace.rag.house.House.BOB;
import static dev.millrace.rag.house.House.BOSS;
import static dev.millrace.rag.house.House.EVE;
import static dev.millrace.rag.house.House.code;
import static dev.millrace.rag.house.House.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.rag.house.House;
import dev.millrace.rag.house.House.Part;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DocumentTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TEXT =
            "# Mill\n\nA mill grinds grain into flour.\n\n## Wheel\n\nThe wheel turns in the race.\n";

    private final House house = House.shared();

    @Test
    void aFileBecomesADocumentWithChunksThatStandWhereTheySay() {
        String base = house.base(ANN);
        HttpResponse<String> answer =
                house.form(
                        base,
                        ANN,
                        Part.file("../../etc/mill.md", TEXT),
                        Part.field("metadata", "{\"year\":\"1850\"}"));
        JsonNode added = expect(202, answer);

        assertThat(added.path("name").asString()).isEqualTo("mill.md");
        assertThat(added.path("media_type").asString()).isEqualTo("text/markdown");
        assertThat(added.path("revision").asInt()).isEqualTo(1);
        assertThat(added.at("/metadata/year").asString()).isEqualTo("1850");
        assertThat(added.path("duplicate").isMissingNode()).isTrue();
        assertThat(answer.headers().firstValue("location")).contains(path(added));

        JsonNode indexed = house.ended(added, ANN);
        assertThat(indexed.path("state").asString()).isEqualTo("indexed");
        assertThat(indexed.path("chunks").asInt()).isEqualTo(2);
        assertThat(indexed.at("/progress/done").asInt()).isEqualTo(2);
        assertThat(indexed.at("/progress/total").asInt()).isEqualTo(2);
        assertThat(indexed.path("failure").isNull()).isTrue();

        JsonNode chunks = house.get(path(added) + "/chunks?limit=1", BOB);
        assertThat(chunks.path("has_more").asBoolean()).isTrue();
        JsonNode second =
                house.get(path(added) + "/chunks?after=" + chunks.path("last_id").asString(), BOB)
                        .path("data")
                        .path(0);
        assertThat(second.path("heading").toString()).isEqualTo("[\"Mill\",\"Wheel\"]");
        assertThat(second.path("text").asString())
                .isEqualTo(TEXT.substring(second.path("start").asInt(), second.path("end").asInt()))
                .isEqualTo("## Wheel\n\nThe wheel turns in the race.");
    }

    @Test
    void theContentComesBackAsAFileAndNothingElse() {
        String base = house.base(ANN);
        JsonNode added = house.add(base, "水车 \"a\".md", TEXT, ANN);
        HttpResponse<String> content = house.rag().get(path(added) + "/content", BOB);

        assertThat(content.body()).isEqualTo(TEXT);
        assertThat(content.headers().firstValue("content-type").orElse(""))
                .isEqualToIgnoringCase("text/plain;charset=UTF-8");
        assertThat(content.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(content.headers().firstValue("content-disposition").orElse(""))
                .startsWith("attachment;");
    }

    @Test
    void theSameContentIsOneDocumentWhateverItIsCalled() {
        String base = house.base(ANN);
        JsonNode first = house.add(base, "first", "The same text.", ANN);
        JsonNode again =
                expect(
                        200,
                        house.rag()
                                .post(
                                        "/api/v1/kb/" + base + "/documents",
                                        "{\"name\":\"second\",\"text\":\"The same text.\","
                                                + "\"metadata\":{\"a\":\"b\"}}",
                                        BOSS));
        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        assertThat(again.path("name").asString()).isEqualTo("first");
        assertThat(again.path("metadata").isEmpty()).isTrue();
        assertThat(house.count("document where knowledge_base = ?::uuid", base)).isEqualTo(1);

        // Elsewhere it is another.
        JsonNode elsewhere = house.add(house.base(ANN), "first", "The same text.", ANN);
        assertThat(elsewhere.path("id")).isNotEqualTo(first.path("id"));
    }

    @Test
    void badDocumentsAreRefusedByWhatIsInThem() {
        String base = house.base(ANN);
        IdentityHashMap<byte[], String> wrong = new IdentityHashMap<>();
        wrong.put(new byte[0], "empty_document");
        wrong.put(bytes(" \n\t\u00A0\u3000"), "empty_document");
        wrong.put(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, "empty_document");
        wrong.put(bytes("%PDF-1.7 and more"), "binary_document");
        wrong.put(new byte[] {'P', 'K', 3, 4, 20, 0}, "binary_document");
        wrong.put(bytes("text \0 text"), "binary_document");
        wrong.put(bytes("x".repeat(100_000) + "\0"), "binary_document");
        wrong.put(bytes("\u0001\u0002".repeat(50) + "text"), "binary_document");
        wrong.put(new byte[] {'a', (byte) 0xC3, 'b'}, "invalid_utf8");
        wrong.put(new byte[] {'a', (byte) 0xE6, (byte) 0xB0}, "invalid_utf8");
        wrong.put(new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0, 'b'}, "invalid_utf8");
        wrong.put(bytes("x".repeat(256 * 1024 + 1)), "document_too_large");
        wrong.forEach(
                (content, code) ->
                        assertThat(code(house.form(base, ANN, Part.file("good.md", content))))
                                .isEqualTo(code));
        assertThat(code(house.form(base, ANN, Part.typed("a.txt", "image/png", "text"))))
                .isEqualTo("unsupported_document_type");
        assertThat(
                        code(
                                house.form(
                                        base,
                                        ANN,
                                        Part.file("a", "text"),
                                        Part.field("media_type", "text/html"))))
                .isEqualTo("unsupported_document_type");
        assertThat(house.count("document where knowledge_base = ?::uuid", base)).isZero();
    }

    @Test
    void badFormsAndBodiesAreRefused() {
        String base = house.base(ANN);
        String path = "/api/v1/kb/" + base + "/documents";
        assertThat(code(house.form(base, ANN, Part.field("name", "x"))))
                .isEqualTo("missing_required_parameter");
        assertThat(code(house.form(base, ANN, Part.file("a", "a"), Part.file("b", "b"))))
                .isEqualTo("too_many_parts");
        Part[] many = new Part[9];
        java.util.Arrays.fill(many, Part.field("name", "x"));
        assertThat(code(house.form(base, ANN, many))).isEqualTo("too_many_parts");
        assertThat(code(house.form(base, ANN, Part.file("a", "a"), Part.field("colour", "x"))))
                .isEqualTo("unsupported_parameter");
        assertThat(
                        code(
                                house.form(
                                        base,
                                        ANN,
                                        Part.file("a", "a"),
                                        Part.field("name", "x".repeat(70_000)))))
                .isEqualTo("invalid_value");
        assertThat(
                        code(
                                house.rag()
                                        .send(
                                                "POST",
                                                path,
                                                "multipart/form-data; boundary=cut",
                                                bytes("--cut\r\nno end"),
                                                ANN)))
                .isEqualTo("bad_request");
        assertThat(code(house.rag().send("POST", path, "text/plain", bytes("text"), ANN)))
                .isEqualTo("unsupported_media_type");
        String[][] wrong = {
            {"{", "invalid_json"},
            {"", "invalid_json"},
            {"[]", "invalid_type"},
            {"{'name':'x'}", "missing_required_parameter"},
            {"{'text':7}", "invalid_type"},
            {"{'text':'x','url':'y'}", "unsupported_parameter"},
            {"{'text':' '}", "empty_document"},
            {"{'text':'a\\u0000b'}", "binary_document"},
            {"{'text':'a\\ud83cb'}", "invalid_utf8"},
            {"{'text':'x','media_type':'text/html'}", "unsupported_document_type"},
            {"{'text':'x','metadata':[]}", "invalid_type"},
            {"{'text':'x','metadata':{'a':1}}", "invalid_type"},
            {"{'text':'x','metadata':{'" + "n".repeat(65) + "':'v'}}", "invalid_value"},
            {"{'text':'x','metadata':{'n':'" + "v".repeat(513) + "'}}", "invalid_value"},
            {"{'text':'x','metadata':{'n':'\\u0000'}}", "invalid_value"},
            {"{'text':'" + "x".repeat(256 * 1024 + 1) + "'}", "document_too_large"},
            {"{'text':'" + "x".repeat(700 * 1024) + "'}", "document_too_large"},
        };
        for (String[] one : wrong) {
            assertThat(code(house.rag().post(path, one[0].replace('\'', '"'), ANN)))
                    .as(one[0].substring(0, Math.min(60, one[0].length())))
                    .isEqualTo(one[1]);
        }
        StringBuilder tags = new StringBuilder("{\"text\":\"x\",\"metadata\":{");
        for (int i = 0; i < 17; i++) {
            tags.append(i == 0 ? "" : ",").append("\"t").append(i).append("\":\"v\"");
        }
        assertThat(code(house.rag().post(path, tags + "}}", ANN))).isEqualTo("invalid_value");
        assertThat(house.count("document where knowledge_base = ?::uuid", base)).isZero();
    }

    @Test
    void marksOfByteOrderAreAcceptedAndNoPartOfTheText() {
        String base = house.base(ANN);
        byte[] wide = "\uFEFF水车转动。\n".getBytes(StandardCharsets.UTF_16BE);
        JsonNode added = expect(202, house.form(base, ANN, Part.file("wide.txt", wide)));
        assertThat(house.ended(added, ANN).path("state").asString()).isEqualTo("indexed");
        JsonNode chunk = house.get(path(added) + "/chunks", ANN).path("data").path(0);
        assertThat(chunk.path("text").asString()).isEqualTo("水车转动。");
        assertThat(chunk.path("start").asInt()).isZero();

        JsonNode marked =
                expect(202, house.form(base, ANN, Part.file("m.txt", bytes("\uFEFFMarked."))));
        house.ended(marked, ANN);
        assertThat(house.get(path(marked) + "/chunks", ANN).at("/data/0/text").asString())
                .isEqualTo("Marked.");
    }

    @Test
    void aTextOfADeclaredKindIsReadAsThat() {
        String base = house.base(ANN);
        JsonNode plain =
                expect(
                        202,
                        house.form(
                                base, ANN, Part.typed("a.txt", "text/plain", "# No heading\nx")));
        house.ended(plain, ANN);
        assertThat(plain.path("media_type").asString()).isEqualTo("text/plain");
        assertThat(house.get(path(plain) + "/chunks", ANN).at("/data/0/heading")).isEmpty();
    }

    @Test
    void aReplacedContentAnswersWhenItIsIn() {
        String base = house.base(ANN);
        JsonNode added = house.ended(house.add(base, "a", "The old text.", ANN), ANN);
        String old = reference(added);
        JsonNode other = house.add(base, "b", "Another text.", ANN);

        assertThat(code(house.rag().call("PUT", path(added), "{\"text\":\"Another text.\"}", ANN)))
                .isEqualTo("document_exists");
        JsonNode replaced =
                expect(
                        202,
                        house.form("PUT", path(added), ANN, Part.file("new.md", "The new text.")));
        assertThat(replaced.path("revision").asInt()).isEqualTo(2);
        assertThat(replaced.path("chunks").asInt()).isEqualTo(1);
        house.ended(added, ANN);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                house.get(path(added) + "/chunks", ANN)
                                                        .at("/data/0/text")
                                                        .asString())
                                        .isEqualTo("The new text."));
        assertThat(house.rag().get(path(added) + "/content", ANN).body())
                .isEqualTo("The new text.");
        await().atMost(PATIENCE).until(() -> !house.holds(old));
        house.ended(other, ANN);
    }

    @Test
    void nameAndMetadataChangeWithoutNewWork() {
        String base = house.base(ANN);
        JsonNode added = house.ended(house.add(base, "a", "Some text.", ANN), ANN);
        JsonNode described =
                expect(
                        200,
                        house.rag()
                                .call(
                                        "PATCH",
                                        path(added),
                                        "{\"name\":\"x/y.md\",\"metadata\":{\"k\":\"v\"}}",
                                        ANN));
        assertThat(described.path("name").asString()).isEqualTo("y.md");
        assertThat(described.at("/metadata/k").asString()).isEqualTo("v");
        assertThat(described.path("state").asString()).isEqualTo("indexed");
        assertThat(described.path("revision").asInt()).isEqualTo(1);
        assertThat(code(house.rag().call("PATCH", path(added), "{\"text\":\"x\"}", ANN)))
                .isEqualTo("unsupported_parameter");
    }

    @Test
    void aDeletedDocumentIsNowhere() {
        String base = house.base(ANN);
        JsonNode added = house.ended(house.add(base, "a", "Soon forgotten.", ANN), ANN);
        String content = reference(added);

        assertThat(house.rag().call("DELETE", path(added), null, ANN).statusCode()).isEqualTo(204);
        assertThat(house.rag().get(path(added), ANN).statusCode()).isEqualTo(404);
        assertThat(house.rag().get(path(added) + "/content", ANN).statusCode()).isEqualTo(404);
        assertThat(house.get("/api/v1/kb/" + base, ANN).path("chunks").asLong()).isZero();
        assertThat(house.count("chunk where document = ?::uuid", added.path("id").asString()))
                .isZero();
        await().atMost(PATIENCE).until(() -> !house.holds(content));
        // The same content may come again.
        house.add(base, "a", "Soon forgotten.", ANN);
    }

    @Test
    void listsAreFilteredByStateAndCutIntoPages() {
        String base = house.base(ANN);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            house.ended(house.add(base, "n" + i, "Number " + i + ".", ANN), ANN);
            names.addFirst("n" + i);
        }
        List<String> found = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            JsonNode page =
                    house.get(
                            "/api/v1/kb/"
                                    + base
                                    + "/documents?state=indexed&limit=2&after="
                                    + after,
                            BOB);
            page.path("data").forEach(one -> found.add(one.path("name").asString()));
            after = page.path("last_id").asString();
            more = page.path("has_more").asBoolean();
        }
        assertThat(found).isEqualTo(names);
        String list = "/api/v1/kb/" + base + "/documents";
        assertThat(house.get(list + "?state=failed", BOB).path("data")).isEmpty();
        assertThat(code(house.rag().get(list + "?state=odd", BOB))).isEqualTo("invalid_value");
    }

    @Test
    void othersOfTheTenantReadAndOtherTenantsDoNot() {
        String base = house.base(ANN);
        JsonNode added = house.add(base, "a", "Ours alone.", ANN);
        String path = path(added);
        house.get(path, BOB);
        for (String[] call :
                new String[][] {{"PUT", "{\"text\":\"x\"}"}, {"PATCH", "{}"}, {"DELETE", null}}) {
            assertThat(code(house.rag().call(call[0], path, call[1], BOB)))
                    .as(call[0])
                    .isEqualTo("forbidden");
            assertThat(code(house.rag().call(call[0], path, call[1], EVE)))
                    .as(call[0])
                    .isEqualTo("not_found");
        }
        assertThat(code(house.rag().post(path + "/reindex", "", BOB))).isEqualTo("forbidden");
        for (String part : List.of("", "/content", "/chunks")) {
            assertThat(house.rag().get(path + part, EVE).statusCode()).isEqualTo(404);
        }
        // A document of one base is none of another's, and knowing its content tells nobody of it.
        String others = house.base(EVE);
        String stolen = "/api/v1/kb/" + others + "/documents/" + added.path("id").asString();
        assertThat(house.rag().get(stolen, EVE).statusCode()).isEqualTo(404);
        assertThat(house.add(others, "a", "Ours alone.", EVE).path("id"))
                .isNotEqualTo(added.path("id"));
        assertThat(house.rag().get("/api/v1/kb/" + base + "/documents", EVE).statusCode())
                .isEqualTo(404);
    }

    @Test
    void namesAreCleanedOfWhatMisleads() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("a/b\\c.md", "c.md");
        names.put("", "document");
        names.put("..", "document");
        names.put("a\u202Egpj.md", "agpj.md");
        names.put("a\r\nb", "ab");
        names.put("  水车.md ", "水车.md");
        names.put("x".repeat(300), "x".repeat(200));
        names.forEach((said, kept) -> assertThat(DocumentName.sanitised(said)).isEqualTo(kept));
    }

    private String reference(JsonNode document) {
        return house.database()
                .sql("select content_reference from document where id = ?::uuid")
                .param(document.path("id").asString())
                .query(String.class)
                .single();
    }

    private static String path(JsonNode document) {
        return "/api/v1/kb/"
                + document.path("knowledge_base").asString()
                + "/documents/"
                + document.path("id").asString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
