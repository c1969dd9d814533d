package dev.millrace.gateway.admission;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What an embedding request's body must look like (OpenAI's `CreateEmbeddingRequest`): the input is
 * a text, texts, tokens, or lists of tokens.
 */
final class EmbeddingRules {

    private static final int MOST_INPUTS = 2048;
    private static final int MOST_TOKENS = 1 << 20;

    private EmbeddingRules() {}

    static void check(JsonNode tree) {
        Field body = Field.body(tree);
        body.at("model").required().filled();
        Field input = body.at("input").required();
        if (input.value().isArray()) {
            boolean tokens = input.value().path(0).isNumber();
            input.each(
                    1,
                    tokens ? MOST_TOKENS : MOST_INPUTS,
                    tokens ? EmbeddingRules::token : EmbeddingRules::one);
        } else {
            input.type(input.value().isString(), "string, array").filled();
        }
        body.at("encoding_format").oneOf(Set.of("float", "base64"));
        body.at("dimensions").integer(1, 65_536);
        body.at("user").string();
        body.at("retrieval").unsupported();
        CommonRules.check(body);
    }

    private static void one(Field input) {
        input.required();
        if (input.value().isArray()) {
            input.each(1, MOST_TOKENS, EmbeddingRules::token);
        } else {
            input.type(input.value().isString(), "string, array").filled();
        }
    }

    private static void token(Field token) {
        token.required().integer(0, Integer.MAX_VALUE);
    }
}
