package dev.millrace.proof.badinput;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One bad request and the error it must get; docs/bad-input.md lists them all.
 *
 * @param key replaces the good API key; null keeps it, empty sends none
 * @param headers added to the usual ones, or in their place
 */
record Case(
        String name,
        String method,
        String path,
        BodyPublisher body,
        @Nullable String key,
        Map<String, String> headers,
        int status,
        String code,
        @Nullable String param) {

    private static final String CHAT = "/v1/chat/completions";
    private static final String QUERY = "/api/v1/llm/query";
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String GOOD = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";

    /**
     * What depends on the product under proof.
     *
     * @param revokedKey a key that was good and is not any more
     * @param overLimit a body larger than the gateway takes
     * @param overRecord one that does not fit a record as it comes
     * @param overWithPlan one that fits, and no longer with the router's plan
     * @param overWithGrounding one that fits with its plan, and no longer with its grounding
     * @param overContext one whose prompt is longer than the model takes
     */
    record Given(
            String revokedKey,
            BodyPublisher overLimit,
            BodyPublisher overRecord,
            BodyPublisher overWithPlan,
            BodyPublisher overWithGrounding,
            BodyPublisher overContext) {}

    /** Every case. */
    static List<Case> all(Given given) {
        return List.of(
                chat("malformed JSON", "{\"model\":", 400, "invalid_json", null),
                chat("text after the JSON", "{\"model\":\"auto\"} x", 400, "invalid_json", null),
                chat("not an object", "[1,2]", 400, "invalid_type", null),
                chat("empty body", "", 400, "invalid_json", null),
                chat("invalid UTF-8", latin("\u00ff\u00fe"), 400, "invalid_utf8", null),
                chat("body over the size limit", given.overLimit, 413, "request_too_large", null),
                chat("body that fits no record", given.overRecord, 413, "request_too_large", null),
                chat("body that fits no more with its plan", given.overWithPlan, 413, "too_large"),
                chat(
                        "body that fits no more with its grounding",
                        given.overWithGrounding,
                        413,
                        "too_large"),
                chat(
                        "prompt longer than the model's context",
                        given.overContext,
                        400,
                        "context_length_exceeded"),
                chat(
                        "unknown model",
                        "{\"model\":\"no-such-model\"," + GOOD + "}",
                        404,
                        "model_not_found",
                        "model"),
                chat("no model", "{" + GOOD + "}", 400, "missing_required_parameter", "model"),
                chat(
                        "no messages",
                        "{\"model\":\"auto\"}",
                        400,
                        "missing_required_parameter",
                        "messages"),
                wrong("model of a wrong type", "\"model\":7," + GOOD, "invalid_type", "model"),
                wrong(
                        "messages of a wrong type",
                        "\"model\":\"auto\",\"messages\":\"hi\"",
                        "invalid_type",
                        "messages"),
                wrong(
                        "no message at all",
                        "\"model\":\"auto\",\"messages\":[]",
                        "invalid_value",
                        "messages"),
                wrong(
                        "unknown role",
                        "\"model\":\"auto\",\"messages\":[{\"role\":\"king\",\"content\":\"hi\"}]",
                        "invalid_value",
                        "messages[0].role"),
                field("stream of a wrong type", "\"stream\":\"yes\"", "invalid_type", "stream"),
                field(
                        "temperature of a wrong type",
                        "\"temperature\":\"hot\"",
                        "invalid_type",
                        "temperature"),
                field(
                        "temperature out of range",
                        "\"temperature\":9",
                        "invalid_value",
                        "temperature"),
                field("negative max_tokens", "\"max_tokens\":-1", "invalid_value", "max_tokens"),
                field(
                        "negative max_completion_tokens",
                        "\"max_completion_tokens\":-5",
                        "invalid_value",
                        "max_completion_tokens"),
                field("n of nothing", "\"n\":0", "invalid_value", "n"),
                field(
                        "too many questions for JSON",
                        "\"structured\":{\"max_retries\":6}",
                        "invalid_value",
                        "structured.max_retries"),
                field(
                        "negative top_k",
                        "\"retrieval\":{\"knowledge_base\":\"kb\",\"top_k\":-1}",
                        "invalid_value",
                        "retrieval.top_k"),
                field(
                        "min_score out of range",
                        "\"retrieval\":{\"knowledge_base\":\"kb\",\"min_score\":1.1}",
                        "invalid_value",
                        "retrieval.min_score"),
                chat(
                        "unknown knowledge base",
                        "{\"model\":\"auto\","
                                + GOOD
                                + ",\"retrieval\":{\"knowledge_base\":\"unheard-of\"}}",
                        404,
                        "knowledge_base_not_found",
                        "retrieval.knowledge_base"),
                field(
                        "name of a knowledge base too long",
                        "\"retrieval\":{\"knowledge_base\":\"" + "k".repeat(201) + "\"}",
                        "invalid_value",
                        "retrieval.knowledge_base"),
                field(
                        "name of a tag too long",
                        "\"metadata\":{\"" + "t".repeat(65) + "\":\"\"}",
                        "invalid_value",
                        "metadata"),
                post(
                        "embedding of a wrong type",
                        EMBEDDINGS,
                        "{\"model\":\"auto\",\"input\":7}",
                        "invalid_type",
                        "input"),
                post(
                        "retrieval for an embedding",
                        EMBEDDINGS,
                        "{\"model\":\"auto\",\"input\":\"a\",\"retrieval\":{\"knowledge_base\":\"kb\"}}",
                        "unsupported_parameter",
                        "retrieval"),
                post("malformed JSON of a job", QUERY, "{", "invalid_json", null),
                post(
                        "prompt of a job of a wrong type",
                        QUERY,
                        "{\"prompt\":7}",
                        "invalid_type",
                        "prompt"),
                post(
                        "negative timeout of a job",
                        QUERY,
                        "{\"prompt\":\"hi\",\"timeout\":-1}",
                        "invalid_value",
                        "timeout"),
                new Case(
                        "unknown model of a job",
                        "POST",
                        QUERY,
                        BodyPublishers.ofString("{\"model\":\"no-such-model\",\"prompt\":\"hi\"}"),
                        null,
                        Map.of(),
                        404,
                        "model_not_found",
                        "model"),
                with("negative timeout", "x-millrace-timeout", "-1", 400, "invalid_value"),
                with(
                        "timeout that is no number",
                        "x-millrace-timeout",
                        "soon",
                        400,
                        "invalid_type"),
                new Case(
                        "body of another type",
                        "POST",
                        CHAT,
                        BodyPublishers.ofString("model=auto"),
                        null,
                        Map.of("content-type", "text/plain"),
                        415,
                        "unsupported_media_type",
                        null),
                get("negative limit of a list", "/api/v1/keys?limit=-1", "invalid_value", "limit"),
                get("limit that is no number", "/api/v1/keys?limit=few", "invalid_type", "limit"),
                key("no key", "", "missing_api_key"),
                key("wrong key", "sk-millrace-not-a-key-0123456789abcdef", "invalid_api_key"),
                key("revoked key", given.revokedKey, "invalid_api_key"),
                missing("unknown path", "/v1/nothing"),
                missing("unknown id", CHAT + "/01999999-9999-7999-8999-999999999999"),
                missing("an id that is none", CHAT + "/nonsense"),
                new Case(
                        "wrong method",
                        "PUT",
                        CHAT,
                        BodyPublishers.noBody(),
                        null,
                        Map.of(),
                        405,
                        "method_not_allowed",
                        null));
    }

    /** The case as a row of the table in the docs. */
    String row() {
        return "| %s | %d | `%s` | %s |"
                .formatted(name, status, code, param == null ? "–" : "`" + param + "`");
    }

    private static BodyPublisher latin(String content) {
        return BodyPublishers.ofString(
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + content
                        + "\"}]}",
                StandardCharsets.ISO_8859_1);
    }

    private static Case chat(String name, BodyPublisher body, int status, String code) {
        return chat(name, body, status, code, null);
    }

    private static Case chat(
            String name, BodyPublisher body, int status, String code, @Nullable String param) {
        return new Case(name, "POST", CHAT, body, null, Map.of(), status, code, param);
    }

    private static Case chat(
            String name, String body, int status, String code, @Nullable String param) {
        return chat(name, BodyPublishers.ofString(body), status, code, param);
    }

    private static Case wrong(String name, String fields, String code, String param) {
        return chat(name, "{" + fields + "}", 400, code, param);
    }

    private static Case field(String name, String field, String code, String param) {
        return wrong(name, "\"model\":\"auto\"," + GOOD + "," + field, code, param);
    }

    private static Case post(
            String name, String path, String body, String code, @Nullable String param) {
        return new Case(
                name,
                "POST",
                path,
                BodyPublishers.ofString(body),
                null,
                Map.of(),
                400,
                code,
                param);
    }

    private static Case with(String name, String header, String value, int status, String code) {
        return new Case(
                name, "POST", CHAT, good(), null, Map.of(header, value), status, code, header);
    }

    private static Case get(String name, String path, String code, String param) {
        return new Case(
                name, "GET", path, BodyPublishers.noBody(), null, Map.of(), 400, code, param);
    }

    private static Case missing(String name, String path) {
        return new Case(
                name, "GET", path, BodyPublishers.noBody(), null, Map.of(), 404, "not_found", null);
    }

    private static Case key(String name, String key, String code) {
        return new Case(name, "POST", CHAT, good(), key, Map.of(), 401, code, null);
    }

    private static BodyPublisher good() {
        return BodyPublishers.ofString("{\"model\":\"auto\"," + GOOD + "}");
    }
}
