package dev.millrace.proof.badinput;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One bad request and the error it must get.
 *
 * @param key replaces the good API key; null keeps it, empty sends none
 */
record Case(
        String name,
        String method,
        String path,
        BodyPublisher body,
        @Nullable String key,
        int status,
        String code,
        @Nullable String param) {

    private static final String CHAT = "/v1/chat/completions";
    private static final String GOOD = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";

    private static Case chat(
            String name, String body, int status, String code, @Nullable String param) {
        return new Case(
                name, "POST", CHAT, BodyPublishers.ofString(body), null, status, code, param);
    }

    private static Case chatWith(String name, String field, String code, String param) {
        return chat(name, "{\"model\":\"auto\"," + GOOD + "," + field + "}", 400, code, param);
    }

    private static Case withKey(String name, String key, String code) {
        BodyPublisher body = BodyPublishers.ofString("{\"model\":\"auto\"," + GOOD + "}");
        return new Case(name, "POST", CHAT, body, key, 401, code, null);
    }

    /**
     * The table of the docs, tried.
     *
     * @param revokedKey a key that was good and is not any more
     * @param overLimit a body larger than the gateway takes
     */
    static List<Case> all(String revokedKey, BodyPublisher overLimit) {
        return List.of(
                chat("malformed JSON", "{\"model\":", 400, "invalid_json", null),
                chat("not an object", "[1,2]", 400, "invalid_type", null),
                chat("empty body", "", 400, "invalid_json", null),
                new Case(
                        "body over the limit",
                        "POST",
                        CHAT,
                        overLimit,
                        null,
                        413,
                        "request_too_large",
                        null),
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
                chat(
                        "model of a wrong type",
                        "{\"model\":7," + GOOD + "}",
                        400,
                        "invalid_type",
                        "model"),
                chat(
                        "messages of a wrong type",
                        "{\"model\":\"auto\",\"messages\":\"hi\"}",
                        400,
                        "invalid_type",
                        "messages"),
                chat(
                        "no message at all",
                        "{\"model\":\"auto\",\"messages\":[]}",
                        400,
                        "invalid_value",
                        "messages"),
                chat(
                        "unknown role",
                        "{\"model\":\"auto\",\"messages\":[{\"role\":\"king\",\"content\":\"hi\"}]}",
                        400,
                        "invalid_value",
                        "messages[0].role"),
                chatWith("stream of a wrong type", "\"stream\":\"yes\"", "invalid_type", "stream"),
                chatWith(
                        "temperature of a wrong type",
                        "\"temperature\":\"hot\"",
                        "invalid_type",
                        "temperature"),
                chatWith(
                        "temperature out of range",
                        "\"temperature\":9",
                        "invalid_value",
                        "temperature"),
                chatWith("negative max_tokens", "\"max_tokens\":-1", "invalid_value", "max_tokens"),
                chatWith(
                        "negative max_completion_tokens",
                        "\"max_completion_tokens\":-5",
                        "invalid_value",
                        "max_completion_tokens"),
                chatWith("n of nothing", "\"n\":0", "invalid_value", "n"),
                new Case(
                        "invalid UTF-8",
                        "POST",
                        CHAT,
                        BodyPublishers.ofString(
                                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"\u00ff\u00fe\"}]}",
                                StandardCharsets.ISO_8859_1),
                        null,
                        400,
                        "invalid_utf8",
                        null),
                withKey("no key", "", "missing_api_key"),
                withKey("wrong key", "sk-millrace-not-a-key-0123456789abcdef", "invalid_api_key"),
                withKey("revoked key", revokedKey, "invalid_api_key"),
                new Case(
                        "unknown path",
                        "GET",
                        "/v1/nothing",
                        BodyPublishers.noBody(),
                        null,
                        404,
                        "not_found",
                        null),
                new Case(
                        "wrong method",
                        "PUT",
                        CHAT,
                        BodyPublishers.noBody(),
                        null,
                        405,
                        "method_not_allowed",
                        null),
                new Case(
                        "unknown id",
                        "GET",
                        CHAT + "/01999999-9999-7999-8999-999999999999",
                        BodyPublishers.noBody(),
                        null,
                        404,
                        "not_found",
                        null),
                new Case(
                        "an id that is none",
                        "GET",
                        CHAT + "/nonsense",
                        BodyPublishers.noBody(),
                        null,
                        404,
                        "not_found",
                        null));
    }
}
