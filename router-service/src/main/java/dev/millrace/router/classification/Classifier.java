package dev.millrace.router.classification;

import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.store.content.ContentStore;
import java.io.IOException;

/** Finds the body of a request, wherever it lies, and takes its features. */
public final class Classifier {

    private static final byte[] UNREADABLE = new byte[0];

    private final ContentStore store;

    public Classifier(ContentStore store) {
        this.store = store;
    }

    /**
     * A body that cannot be read (erased, or gone from the store) leaves only what the head says;
     * that it cannot be read is for whoever needs it to report.
     */
    public Features classify(RequestAccepted request) {
        RequestHead head = request.getHead();
        String reference = request.getBodyReference().orElse(null);
        return reference == null
                ? Features.of(head, Content.open(request.getBody()).orElse(UNREADABLE))
                : Features.ofSize(head, size(reference));
    }

    private long size(String name) {
        try {
            return store.size(name);
        } catch (IOException _) {
            return 0;
        }
    }
}
