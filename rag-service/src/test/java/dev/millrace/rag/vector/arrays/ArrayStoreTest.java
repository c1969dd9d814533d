package dev.millrace.rag.vector.arrays;

import dev.millrace.rag.vector.VectorDatabase;
import dev.millrace.rag.vector.VectorStore;
import dev.millrace.rag.vector.VectorStoreContract;

class ArrayStoreTest extends VectorStoreContract {

    @Override
    protected VectorStore store(VectorDatabase database) {
        return new ArrayStore(database.client, database.transactions);
    }
}
