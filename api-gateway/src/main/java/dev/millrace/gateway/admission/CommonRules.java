package dev.millrace.gateway.admission;

/** What holds for the body of every request that asks a model. */
final class CommonRules {

    private static final int MOST_TAGS = 16;
    private static final int LONGEST_TAG = 512;

    private CommonRules() {}

    static void check(Field body) {
        Field metadata = body.at("metadata").object();
        metadata.rule(
                metadata.absent() || metadata.value().size() <= MOST_TAGS,
                "0 – " + MOST_TAGS + " elements");
        for (String name : metadata.value().propertyNames()) {
            Field tag = metadata.at(name).string();
            tag.rule(
                    tag.absent() || tag.value().stringValue().length() <= LONGEST_TAG,
                    "0 – " + LONGEST_TAG + " characters");
        }
        Field retrieval = body.at("retrieval").object();
        if (!retrieval.absent()) {
            retrieval.at("knowledge_base").required().filled();
            retrieval.at("top_k").integer(1, 1000);
            retrieval.at("min_score").number(-1, 1);
        }
    }
}
