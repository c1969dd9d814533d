package dev.millrace.rag.search;

/** The tenant has no knowledge base of that id or name. */
public final class UnknownKnowledgeBase extends Exception {

    public UnknownKnowledgeBase() {
        super("no such knowledge base");
    }
}
