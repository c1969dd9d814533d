package dev.millrace.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ModelGroupSet;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.gateway.replies.EventId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and ids as clients write them. */
class NamesTest {

    private static final String ID = "01938f5e-7d5a-7000-8000-0123456789ab";

    @Test
    void anIdIsTakenInBothForms() {
        assertThat(RequestIds.parse(ID)).contains(ID);
        assertThat(RequestIds.parse("chatcmpl-" + ID)).contains(ID);
        assertThat(RequestIds.time(ID)).isEqualTo(Instant.ofEpochMilli(0x01938f5e7d5aL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "chatcmpl-", "01938f5e-7d5a-7000-8000-0123456789az", "1-1-1-1-1"})
    void whatIsNoIdIsNone(String text) {
        assertThat(RequestIds.parse(text)).isEmpty();
    }

    @Test
    void anEventIdIsReadBack() {
        EventId id = new EventId(ID, 12, 345);

        assertThat(EventId.parse(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.b.c",
                "a.1",
                "a.1.2.3",
                "a.-1.2",
                "a b.1.2",
                "a.1.99999999999999999999"
            })
    void whatIsNoEventIdIsNone(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }

    @Test
    void aModelIsKnownByItsNamesUntilItIsWithdrawn() {
        Models models = new Models();
        models.on("model/p/org/m", offer("p", "org/m"));
        models.on("model/q/org/m", offer("q", "org/m"));
        models.on("health/p", null);

        assertThat(models.offers("t", "org/m", Operation.CHAT)).hasSize(2);
        assertThat(models.offers("t", "q/org/m", Operation.CHAT)).hasSize(1);
        assertThat(models.offers("t", "org/m", Operation.EMBEDDINGS)).isEmpty();
        assertThat(models.offers("t", "auto", Operation.CHAT)).hasSize(2);
        models.on(
                "model/r/org/m",
                ModelOffered.newBuilder(offer("r", "org/m"))
                        .setOwner(new Owner("acme", "x", "y"))
                        .build());
        assertThat(models.named("t", "org/m")).hasSize(2);
        assertThat(models.named("t", "r/org/m")).isEmpty();
        assertThat(models.named("acme", "org/m")).hasSize(3);
        assertThat(models.offers("t", "auto", Operation.CHAT)).hasSize(2);
        assertThat(models.visibleTo("acme")).hasSize(3);
        models.on("model/r/org/m", null);

        models.on("model/q/org/m", null);

        assertThat(models.named("t", "q/org/m")).isEmpty();
        assertThat(models.named("t", "org/m")).hasSize(1);
    }

    @Test
    void theMostExactStarTakesANameAndATenantsOwnComesFirst() {
        Groups groups = new Groups();
        for (String name : List.of("*", "a/*", "a/*-eu", "exact")) {
            groups.on("group/" + name, group(name, "default"));
        }
        groups.on("group/*#acme", group("*", "acme"));
        groups.on("group/exact#acme", group("exact", "acme"));
        groups.on("policy/x", null);

        assertThat(groups.matching("t", "a/m-eu"))
                .extracting(Groups.Group::name)
                .isEqualTo("a/*-eu");
        assertThat(groups.matching("t", "a/m")).extracting(Groups.Group::name).isEqualTo("a/*");
        assertThat(groups.matching("t", "b")).extracting(Groups.Group::tenant).isEqualTo("default");
        assertThat(groups.matching("acme", "a/m"))
                .extracting(Groups.Group::tenant)
                .isEqualTo("acme");
        assertThat(groups.named("acme", "exact"))
                .extracting(Groups.Group::tenant)
                .isEqualTo("acme");
        assertThat(groups.named("t", "exact"))
                .extracting(Groups.Group::tenant)
                .isEqualTo("default");
        assertThat(groups.named("t", "a/*")).isNull();
        assertThat(groups.visibleTo("acme"))
                .extracting(Groups.Group::tenant)
                .containsExactly("acme");

        groups.on("group/exact#acme", null);
        assertThat(groups.named("acme", "exact"))
                .extracting(Groups.Group::tenant)
                .isEqualTo("default");
    }

    private static ModelGroupSet group(String name, String tenant) {
        return new ModelGroupSet(
                name, new Owner(tenant, "t", "u"), 1L, "{\"deployments\":[]}", Instant.EPOCH);
    }

    private static ModelOffered offer(String provider, String model) {
        return ModelOffered.newBuilder()
                .setProvider(provider)
                .setModel(model)
                .setOwner(Owner.newBuilder().build())
                .setSince(Instant.EPOCH)
                .setOperations(List.of(Operation.CHAT))
                .build();
    }
}
