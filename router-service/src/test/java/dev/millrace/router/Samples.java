package dev.millrace.router;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.Price;
import dev.millrace.events.ProviderHealth;
import dev.millrace.events.ProviderHealthChanged;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Retention;
import dev.millrace.events.content.Content;
import dev.millrace.router.group.GroupSet;
import dev.millrace.router.group.Grouping;
import dev.millrace.router.group.Load;
import java.time.Instant;
import java.util.List;

/** Requests, offers and health reports to test with. */
public final class Samples {

    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    public static final Owner OWNER = new Owner("default", "default", "default");
    public static final String ID = "0199a000-0000-7000-8000-000000000001";

    public static final Grouping NO_GROUPS = new Grouping(() -> GroupSet.EMPTY, _ -> Load.UNKNOWN);

    private Samples() {}

    public static ModelOffered.Builder offer(String provider, String model) {
        return ModelOffered.newBuilder()
                .setProvider(provider)
                .setModel(model)
                .setOwner(OWNER)
                .setSince(NOON)
                .setOperations(List.of(Operation.CHAT))
                .setCapabilities(List.of("tools"));
    }

    /** A price in whole units of the currency per million tokens. */
    public static Price price(String currency, long input, long output) {
        return new Price(
                currency, input * 1_000_000_000, output * 1_000_000_000, null, null, List.of());
    }

    public static ProviderHealthChanged health(String provider, ProviderHealth health) {
        return new ProviderHealthChanged(provider, OWNER, health, NOON, "");
    }

    public static Authority authority(String... allowedModels) {
        return Authority.newBuilder()
                .setOwner(OWNER)
                .setAllowedModels(List.of(allowedModels))
                .setRetention(Retention.STANDARD)
                .build();
    }

    public static RequestHead.Builder head(String model) {
        return RequestHead.newBuilder()
                .setRequestId(ID)
                .setLane(Lane.INTERACTIVE)
                .setAcceptedAt(NOON)
                .setDeadline(NOON.plusSeconds(60))
                .setAuthority(authority())
                .setModel(model);
    }

    public static RequestAccepted request(RequestHead head, String body) {
        return RequestAccepted.newBuilder().setHead(head).setBody(Content.clear(body)).build();
    }

    public static String chat(String prompt) {
        return "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":"
                + tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(prompt)
                + "}]}";
    }
}
