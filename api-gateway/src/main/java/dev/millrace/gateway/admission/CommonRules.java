package dev.millrace.gateway.admission;

/** What holds for the body of every request that asks a model. */
final class CommonRules {

    /** What OpenAI allows. Tags stand in every record of a request, so they must stay small. */
    private static final int MOST_TAGS = 16;

    private static final int LONGEST_TAG_NAME = 64;
    private static final int LONGEST_TAG = 512;

    /** As long as an id may be. */
    private static final int LONGEST_NAME = 200;

    /** What one search returns. */
    private static final int MOST_PASSAGES = 100;

    private CommonRules() {}

    static void check(Field body) {
        Field metadata = body.at("metadata").object();
        metadata.rule(
                metadata.absent() || metadata.value().size() <= MOST_TAGS,
                "0 – " + MOST_TAGS + " elements");
        for (String name : metadata.value().propertyNames()) {
            metadata.rule(
                    name.length() <= LONGEST_TAG_NAME,
                    "names of 0 – " + LONGEST_TAG_NAME + " characters");
            Field tag = metadata.at(name).string();
            tag.rule(
                    tag.absent() || tag.value().stringValue().length() <= LONGEST_TAG,
                    "0 – " + LONGEST_TAG + " characters");
        }
        CacheWish.check(body.value());
        Field retrieval = body.at("retrieval").object();
        if (!retrieval.absent()) {
            Field base = retrieval.at("knowledge_base").required().filled();
            base.rule(
                    base.value().stringValue().length() <= LONGEST_NAME,
                    "1 – " + LONGEST_NAME + " characters");
            retrieval.at("top_k").integer(1, MOST_PASSAGES);
            retrieval.at("min_score").number(0, 1);
        }
    }
}
