package dev.millrace.provider.registry;

import dev.millrace.events.AuditRecorded;
import dev.millrace.events.Owner;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topics;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells of every change of a provider, in the change's own transaction. */
final class Audit {

    /** Who changes providers where no person does. */
    static final Actor HOUSE = new Actor(new Owner("default", "default", "default"), "millrace");

    /**
     * Who changed something.
     *
     * @param name the key's id, or a part of the product
     */
    record Actor(Owner owner, String name) {}

    private final Outbox outbox;
    private final Uuid7 ids;
    private final Clock clock;

    Audit(Outbox outbox, Uuid7 ids, Clock clock) {
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Before and after as an administrator sees them: no credential is among them. */
    void changed(
            Actor actor,
            String action,
            String provider,
            @Nullable StoredProvider before,
            @Nullable StoredProvider after) {
        said(actor, action, provider, shown(before), shown(after));
    }

    void said(Actor actor, String action, String provider, String before, String after) {
        String id = ids.next().toString();
        outbox.add(
                Topics.AUDITS,
                actor.owner().getTenant(),
                new AuditRecorded(
                        id,
                        actor.owner(),
                        actor.name(),
                        action,
                        "provider/" + provider,
                        "",
                        Content.clear(before),
                        Content.clear(after),
                        now()));
    }

    private String shown(@Nullable StoredProvider provider) {
        return provider == null
                ? ""
                : ProviderView.full(provider, List.of(), false, now()).toString();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
