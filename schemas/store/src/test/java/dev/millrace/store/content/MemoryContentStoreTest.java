package dev.millrace.store.content;

final class MemoryContentStoreTest extends ContentStoreContract {

    private final MemoryContentStore store = new MemoryContentStore(LIMIT);

    @Override
    ContentStore store() {
        return store;
    }

    @Override
    int kept() {
        return store.kept();
    }
}
