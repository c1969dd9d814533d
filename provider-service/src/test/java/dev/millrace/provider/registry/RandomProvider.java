package dev.millrace.provider.registry;

import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.compatible.Abilities.Ability;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Valid bodies of providers at random. */
final class RandomProvider {

    private static final List<ProviderType> CREATED =
            Arrays.stream(ProviderType.values()).filter(type -> !type.isBuiltIn()).toList();

    private final Random random;

    RandomProvider(Random random) {
        this.random = random;
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    DeploymentMode mode() {
        return one(List.of(DeploymentMode.values()));
    }

    /** With some of the members. An address is always said, and good in every mode. */
    ObjectNode body() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("type", one(CREATED).word());
        body.put("id", "p" + random.nextInt(1_000_000));
        body.put("endpoint", "https://host-" + random.nextInt(99) + ".example/v" + digit());
        maybe(() -> body.put("name", "Name " + random.nextInt()));
        maybe(() -> body.put("deployment_mode", mode().word()));
        maybe(() -> body.put("api_version", "2024-10-2" + digit()));
        maybe(() -> body.putObject("headers").put("x-team-" + digit(), "v" + random.nextInt()));
        maybe(() -> limits(body.putObject("limits")));
        maybe(() -> timeouts(body.putObject("timeouts")));
        maybe(() -> names(body.putArray("models"), "m", "org/model:tag", "模型"));
        maybe(
                () ->
                        body.putObject("defaults")
                                .put("temperature", random.nextInt(20) / 10.0)
                                .putArray("stop")
                                .add("\n"));
        maybe(() -> abilities(body.putArray("lacks")));
        maybe(() -> names(body.putArray("fallback"), "other/m", "third/a/b"));
        maybe(() -> body.put("active", random.nextBoolean()));
        maybe(() -> body.put("credential", "sk-" + Long.toHexString(random.nextLong())));
        return body;
    }

    private int digit() {
        return random.nextInt(10);
    }

    private void maybe(Runnable make) {
        if (random.nextBoolean()) {
            make.run();
        }
    }

    private void limits(ObjectNode limits) {
        maybe(() -> limits.put("requests_per_minute", 1 + random.nextInt(10_000)));
        maybe(() -> limits.put("tokens_per_minute", 1 + random.nextInt(10_000_000)));
        maybe(() -> limits.put("concurrency", 1 + random.nextInt(1_000)));
    }

    private void timeouts(ObjectNode timeouts) {
        maybe(() -> timeouts.put("connect_seconds", (1 + random.nextInt(500)) / 10.0));
        maybe(() -> timeouts.put("first_token_seconds", 1 + random.nextInt(500)));
        maybe(() -> timeouts.put("idle_seconds", (10 + random.nextInt(5_000)) / 100.0));
        maybe(() -> timeouts.put("total_seconds", 1 + random.nextInt(3_600)));
    }

    private void names(ArrayNode list, String... names) {
        for (String name : names) {
            maybe(() -> list.add(name));
        }
    }

    private void abilities(ArrayNode list) {
        for (Ability ability : Ability.values()) {
            maybe(() -> list.add(ability.name().toLowerCase(Locale.ROOT)));
        }
    }
}
