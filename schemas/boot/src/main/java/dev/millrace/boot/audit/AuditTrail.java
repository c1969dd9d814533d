package dev.millrace.boot.audit;

import dev.millrace.events.AuditRecorded;
import dev.millrace.events.Owner;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topics;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.request.Uuid7;
import dev.millrace.web.token.Caller;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Tells of changes, each in the change's own transaction. */
public final class AuditTrail {

    private final Outbox outbox;
    private final Uuid7 ids;
    private final Clock clock;

    public AuditTrail(Outbox outbox, Uuid7 ids, Clock clock) {
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Who changed something.
     *
     * @param name the key's id, or a part of the product
     */
    public record Actor(Owner owner, String name) {

        /** No person, but the product itself. */
        public static final Actor HOUSE =
                new Actor(new Owner(Caller.HOUSE, Caller.HOUSE, Caller.HOUSE), "millrace");

        public static Actor of(Caller caller) {
            return new Actor(
                    new Owner(caller.tenant(), caller.team(), caller.user()), caller.keyId());
        }
    }

    /**
     * Something was changed.
     *
     * @param action {@code thing.verb}
     * @param subject {@code thing/id}
     * @param before JSON without secrets; empty when there was nothing
     * @param after JSON without secrets; empty when there is nothing any more
     */
    public void changed(Actor actor, String action, String subject, String before, String after) {
        outbox.add(
                Topics.AUDITS,
                actor.owner().getTenant(),
                new AuditRecorded(
                        ids.next().toString(),
                        actor.owner(),
                        actor.name(),
                        action,
                        subject,
                        "",
                        Content.clear(before),
                        Content.clear(after),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }
}
