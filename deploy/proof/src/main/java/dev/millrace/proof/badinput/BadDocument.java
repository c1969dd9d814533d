package dev.millrace.proof.badinput;

import static dev.millrace.proof.badinput.DocumentRequests.described;
import static dev.millrace.proof.badinput.DocumentRequests.document;
import static dev.millrace.proof.badinput.DocumentRequests.file;
import static dev.millrace.proof.badinput.DocumentRequests.form;
import static dev.millrace.proof.badinput.DocumentRequests.get;
import static dev.millrace.proof.badinput.DocumentRequests.json;
import static dev.millrace.proof.badinput.DocumentRequests.longFile;
import static dev.millrace.proof.badinput.DocumentRequests.post;
import static dev.millrace.proof.badinput.DocumentRequests.search;
import static dev.millrace.proof.badinput.DocumentRequests.searchIn;
import static dev.millrace.proof.badinput.DocumentRequests.tooLongFile;

import dev.millrace.proof.badinput.DocumentRequests.Sending;
import dev.millrace.proof.knowledge.Kb;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One bad request about knowledge bases and the error it must get; docs/bad-input.md lists them
 * all.
 *
 * @param param null when the error names none
 */
record BadDocument(String name, Sending sending, int status, String code, @Nullable String param) {

    private static final long MEGABYTE = 1 << 20;
    private static final String NOBODY = "01999999-9999-7999-8999-999999999999";
    private static final byte[] GOOD = "# Good\n\nAll of it.\n".getBytes(StandardCharsets.UTF_8);

    private static final byte[] PICTURE = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };

    /** Every case. */
    static List<BadDocument> all() {
        return List.of(
                bad("document of malformed JSON", document("{\"text\":"), "invalid_json", null),
                bad("document without a body", document(""), "invalid_json", null),
                bad("document that is no object", document("[1]"), "invalid_type", null),
                bad(
                        "document without text",
                        document("{\"name\":\"a.md\"}"),
                        "missing_required_parameter",
                        "text"),
                bad("text of a wrong type", document("{\"text\":7}"), "invalid_type", "text"),
                bad(
                        "field of a document that nobody knows",
                        document("{\"text\":\"a\",\"colour\":\"red\"}"),
                        "unsupported_parameter",
                        "colour"),
                bad("empty text", document("{\"text\":\"\"}"), "empty_document", null),
                bad(
                        "text of nothing but space",
                        document("{\"text\":\" \\n\\t\\u00a0 \"}"),
                        "empty_document",
                        null),
                bad("metadata of a wrong type", described("7"), "invalid_type", "metadata"),
                bad(
                        "metadata that is no text",
                        described("{\"k\":7}"),
                        "invalid_type",
                        "metadata.k"),
                bad(
                        "more metadata than is taken",
                        described(DocumentRequests.pairs(17)),
                        "invalid_value",
                        "metadata"),
                bad(
                        "metadata of too long a name",
                        described("{\"" + "k".repeat(65) + "\":\"v\"}"),
                        "invalid_value",
                        "metadata"),
                bad(
                        "metadata of too long a value",
                        described("{\"k\":\"" + "v".repeat(513) + "\"}"),
                        "invalid_value",
                        "metadata.k"),
                new BadDocument(
                        "document of a type nobody reads",
                        document("{\"text\":\"a\",\"media_type\":\"application/pdf\"}"),
                        415,
                        "unsupported_document_type",
                        null),
                new BadDocument(
                        "document in a body of another type",
                        (at) -> at.kb().ask("POST", at.documents(), "text/plain", GOOD),
                        415,
                        "unsupported_media_type",
                        null),
                bad("empty file", file("empty.md", new byte[0]), "empty_document", null),
                new BadDocument(
                        "binary file named .md",
                        file("picture.md", PICTURE),
                        415,
                        "binary_document",
                        null),
                new BadDocument(
                        "binary file that begins as text",
                        file(
                                "late.md",
                                ("word ".repeat(4_000) + "\0").getBytes(StandardCharsets.UTF_8)),
                        415,
                        "binary_document",
                        null),
                bad(
                        "file that is no UTF-8",
                        file(
                                "latin.md",
                                "# Gr\u00fc\u00dfe\n\n\u00e4\u00f6\u00fc\n"
                                        .getBytes(StandardCharsets.ISO_8859_1)),
                        "invalid_utf8",
                        null),
                bad(
                        "form without a file",
                        form(new Form().field("name", "a.md").toBytes()),
                        "missing_required_parameter",
                        "file"),
                bad(
                        "form of two files",
                        form(new Form().file("a.md", GOOD).file("b.md", GOOD).toBytes()),
                        "too_many_parts",
                        null),
                bad(
                        "form with a field that nobody knows",
                        form(new Form().file("a.md", GOOD).field("colour", "red").toBytes()),
                        "unsupported_parameter",
                        "colour"),
                bad(
                        "form that breaks off",
                        form(new Form().file("a.md", GOOD).brokenOff()),
                        "bad_request",
                        null),
                new BadDocument(
                        "file over the limit of documents",
                        longFile(30 * MEGABYTE, true),
                        413,
                        "document_too_large",
                        null),
                new BadDocument(
                        "file of 100 MB",
                        tooLongFile(100 * MEGABYTE, true),
                        413,
                        "request_too_large",
                        null),
                new BadDocument(
                        "file of 100 MB that does not say so",
                        tooLongFile(100 * MEGABYTE, false),
                        413,
                        "request_too_large",
                        null),
                new BadDocument(
                        "document for an unknown knowledge base",
                        post(Kb.PATH + "/" + NOBODY + "/documents", "{\"text\":\"a\"}"),
                        404,
                        "not_found",
                        null),
                new BadDocument(
                        "unknown document",
                        (at) -> at.kb().ask("GET", at.documents() + "/" + NOBODY, null),
                        404,
                        "not_found",
                        null),
                bad("unknown state of documents", get("?state=lost"), "invalid_value", "state"),
                bad("negative limit of documents", get("?limit=-1"), "invalid_value", "limit"),
                bad("malformed JSON of a knowledge base", json("{"), "invalid_json", null),
                bad(
                        "knowledge base without a name",
                        json("{}"),
                        "missing_required_parameter",
                        "name"),
                bad(
                        "too long a name of a knowledge base",
                        json("{\"name\":\"" + "k".repeat(201) + "\"}"),
                        "invalid_value",
                        "name"),
                new BadDocument(
                        "name of a knowledge base that is taken",
                        (at) -> at.kb().ask("POST", Kb.PATH, Map.of("name", at.name())),
                        409,
                        "name_taken",
                        "name"),
                new BadDocument(
                        "knowledge base of an unknown embedding model",
                        json("{\"name\":\"a\",\"embedding_model\":\"openai/unheard-of\"}"),
                        404,
                        "model_not_found",
                        "embedding_model"),
                bad(
                        "chunks of too few tokens",
                        json("{\"name\":\"a\",\"chunking\":{\"tokens\":10}}"),
                        "invalid_value",
                        "chunking.tokens"),
                bad(
                        "chunks that overlap by half",
                        json("{\"name\":\"a\",\"chunking\":{\"tokens\":100,\"overlap\":50}}"),
                        "invalid_value",
                        "chunking.overlap"),
                bad("malformed JSON of a search", search("{"), "invalid_json", null),
                bad(
                        "search without a query",
                        searchIn("\"top_k\":3"),
                        "missing_required_parameter",
                        "query"),
                bad(
                        "search for nothing but space",
                        searchIn("\"query\":\"  \""),
                        "missing_required_parameter",
                        "query"),
                bad(
                        "search without a knowledge base",
                        search("{\"query\":\"a\"}"),
                        "missing_required_parameter",
                        "knowledge_base"),
                bad(
                        "too long a query",
                        searchIn("\"query\":\"" + "long ".repeat(2_000) + "\""),
                        "invalid_value",
                        "query"),
                bad(
                        "unknown mode of a search",
                        searchIn("\"query\":\"a\",\"mode\":\"guess\""),
                        "invalid_value",
                        "mode"),
                bad(
                        "more passages than are found",
                        searchIn("\"query\":\"a\",\"top_k\":101"),
                        "invalid_value",
                        "top_k"),
                bad(
                        "min_score of a search out of range",
                        searchIn("\"query\":\"a\",\"min_score\":1.1"),
                        "invalid_value",
                        "min_score"),
                bad(
                        "filter by an id that is none",
                        searchIn("\"query\":\"a\",\"filter\":{\"document_ids\":[\"x\"]}"),
                        "invalid_value",
                        "filter.document_ids[0]"),
                bad(
                        "weights that count nothing",
                        searchIn("\"query\":\"a\",\"weights\":{\"vector\":0,\"text\":0}"),
                        "invalid_value",
                        "weights"),
                new BadDocument(
                        "search of an unknown knowledge base",
                        search("{\"knowledge_base\":\"unheard-of\",\"query\":\"a\"}"),
                        404,
                        "not_found",
                        "knowledge_base"));
    }

    private static BadDocument bad(
            String name, Sending sending, String code, @Nullable String param) {
        return new BadDocument(name, sending, 400, code, param);
    }

    /** The case as a row of the table in the docs. */
    String row() {
        return "| %s | %d | `%s` | %s |"
                .formatted(name, status, code, param == null ? "–" : "`" + param + "`");
    }
}
