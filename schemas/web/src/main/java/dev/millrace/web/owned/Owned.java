package dev.millrace.web.owned;

import dev.millrace.events.Owner;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import java.util.Optional;
import java.util.function.Function;

/**
 * The one way from an id that a client sent to what it names. What belongs to someone else and what
 * does not exist are the same `not_found`, with the same body: nobody learns that an id is taken.
 * Resolve an id before any log, cache or store is read for it.
 */
public final class Owned {

    private static final int LONGEST_ID = 200;

    private Owned() {}

    /**
     * What {@code id} names, if it is the caller's: of the same tenant, and of the same user unless
     * the caller is an admin of the tenant.
     *
     * @param finder looks an id up, whoever it belongs to; only called with ids that can exist
     * @param owner whose a value is
     * @throws ApiException `not_found`
     */
    public static <T> T find(
            Caller caller,
            String id,
            Function<String, Optional<T>> finder,
            Function<T, Owner> owner) {
        return Optional.of(id)
                .filter(Owned::possible)
                .flatMap(finder)
                .filter(found -> mayRead(caller, owner.apply(found)))
                .orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
    }

    /** Whether the caller may see and act on what {@code owner} has. */
    public static boolean mayRead(Caller caller, Owner owner) {
        return caller.tenant().equals(owner.getTenant())
                && (caller.isAdmin() || caller.user().equals(owner.getUser()));
    }

    /** Ids are printable ASCII; a database would fail on some of what is not. */
    private static boolean possible(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
}
