package dev.millrace.web.owned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.events.Owner;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorBody;
import dev.millrace.web.token.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OwnedTest {

    private final Map<String, Owner> rows =
            Map.of(
                    "a-ann", new Owner("acme", "red", "ann"),
                    "a-bob", new Owner("acme", "red", "bob"),
                    "b-ann", new Owner("beta", "red", "ann"));
    private final List<String> asked = new ArrayList<>();

    @Test
    void oneFindsOnesOwn() {
        assertThat(find(caller("acme", "ann"), "a-ann").getUser()).isEqualTo("ann");
    }

    @Test
    void anAdminFindsWhatTheTenantHasAndNothingElse() {
        Caller admin = new Caller("acme", "blue", "eve", "k", Set.of(Caller.ADMIN), List.of());
        assertThat(find(admin, "a-bob").getUser()).isEqualTo("bob");
        assertThat(refused(admin, "b-ann")).isEqualTo(refused(admin, "none"));
    }

    @Test
    void foreignAndUnknownCannotBeToldApart() {
        for (Caller caller : List.of(caller("acme", "ann"), caller("beta", "ann"))) {
            for (String id : rows.keySet()) {
                if (!id.equals(caller.tenant().charAt(0) + "-ann")) {
                    assertThat(refused(caller, id)).isEqualTo(refused(caller, "none"));
                }
            }
        }
    }

    @Test
    void whatCannotBeAnIdIsNotEvenLookedUp() {
        for (String id : List.of("", "a\0b", "a b", "a\n", "ä", "x".repeat(201))) {
            assertThat(refused(caller("acme", "ann"), id))
                    .isEqualTo(refused(caller("acme", "ann"), "none"));
        }
        assertThat(asked).containsOnly("none");
    }

    private Owner find(Caller caller, String id) {
        return Owned.find(
                caller,
                id,
                asking -> {
                    asked.add(asking);
                    return Optional.ofNullable(rows.get(asking));
                },
                owner -> owner);
    }

    private String refused(Caller caller, String id) {
        ApiException error = catchThrowableOfType(ApiException.class, () -> find(caller, id));
        return new String(
                ErrorBody.render(error, Locale.ENGLISH), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Caller caller(String tenant, String user) {
        return new Caller(tenant, "red", user, "k", Set.of(), List.of());
    }
}
