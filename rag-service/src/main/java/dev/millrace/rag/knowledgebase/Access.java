package dev.millrace.rag.knowledgebase;

import dev.millrace.events.Owner;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.owned.Owned;
import dev.millrace.web.token.Caller;
import java.util.Optional;
import java.util.UUID;

/** Who may do what with a knowledge base. */
public final class Access {

    private final KnowledgeBaseRepository bases;

    Access(KnowledgeBaseRepository bases) {
        this.bases = bases;
    }

    /**
     * The tenant's own, whoever of it asks.
     *
     * @throws ApiException `not_found`
     */
    public KnowledgeBase readable(Caller caller, String id) {
        return Owned.find(
                caller,
                id,
                this::find,
                base -> new Owner(base.owner().getTenant(), base.owner().getTeam(), caller.user()));
    }

    /**
     * The same for one who wants to change it.
     *
     * @throws ApiException `not_found`; `forbidden` when the caller neither made it nor is an admin
     */
    public KnowledgeBase changeable(Caller caller, String id) {
        KnowledgeBase base = readable(caller, id);
        if (!Owned.mayRead(caller, base.owner())) {
            throw ApiException.of(ErrorCode.FORBIDDEN);
        }
        return base;
    }

    private Optional<KnowledgeBase> find(String id) {
        return uuid(id).flatMap(bases::find);
    }

    /** Empty when it is no id. */
    public static Optional<UUID> uuid(String text) {
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equalsIgnoreCase(text) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException notUuid) {
            return Optional.empty();
        }
    }
}
