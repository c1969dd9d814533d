package dev.millrace.rag.retrieval;

class NoKnowledgeTest extends RetrieverContract {

    @Override
    Retriever retriever() {
        return new NoKnowledge();
    }
}
