package dev.millrace.rag.ingest;

import dev.millrace.events.Owner;
import dev.millrace.web.token.Caller;

/** On whose behalf models are asked. */
public record Asker(Owner owner, String keyId) {

    public static Asker of(Caller caller) {
        return new Asker(new Owner(caller.tenant(), caller.team(), caller.user()), caller.keyId());
    }
}
