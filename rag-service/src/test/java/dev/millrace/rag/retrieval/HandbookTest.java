package dev.millrace.rag.retrieval;

class HandbookTest extends RetrieverContract {

    @Override
    Retriever retriever() {
        return new Handbook(10);
    }
}
