package dev.millrace.provider.registry;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.Json;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.Verdict;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.credential.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls a provider as it is set up now, with each of its credentials: its list of models, and, when
 * a model is named, the shortest chat. Nothing of it is metered.
 */
final class ProviderTrial {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NAMES = 20;

    private final Adapters adapters;
    private final CredentialRepository credentials;
    private final Vault vault;
    private final Clock clock;

    ProviderTrial(Adapters adapters, CredentialRepository credentials, Vault vault, Clock clock) {
        this.adapters = adapters;
        this.credentials = credentials;
        this.vault = vault;
        this.clock = clock;
    }

    ObjectNode of(StoredProvider stored, @Nullable String model) throws InterruptedException {
        ObjectNode report = Json.MAPPER.createObjectNode();
        report.put("object", "provider.test");
        report.put("provider", stored.id());
        ArrayNode steps = report.putArray("steps");
        List<StoredCredential> sealed =
                credentials.of(stored.id()).stream()
                        .filter(each -> each.isValid(clock.instant()))
                        .toList();
        boolean ok = true;
        if (sealed.isEmpty()) {
            ok = with(steps, adapters.of(stored.settings(), ""), null, model);
        }
        for (StoredCredential each : sealed) {
            String secret = vault.open(stored.id(), each.id(), each.sealed()).orElse(null);
            if (secret == null) {
                step(steps, "unlock", each.id()).put("ok", false).put("code", "locked");
                ok = false;
            } else {
                ok &= with(steps, adapters.of(stored.settings(), secret), each.id(), model);
            }
        }
        return report.put("ok", ok);
    }

    private boolean with(
            ArrayNode steps, Provider provider, @Nullable String credential, @Nullable String model)
            throws InterruptedException {
        ObjectNode list = step(steps, "list_models", credential);
        boolean ok =
                took(
                        list,
                        () -> {
                            List<String> names = provider.models().models();
                            list.put("models", names.size());
                            ArrayNode some = list.putArray("names");
                            names.stream().limit(NAMES).forEach(some::add);
                            return names;
                        });
        if (model == null) {
            return ok;
        }
        ObjectNode chat = step(steps, "chat", credential).put("model", model);
        byte[] body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Say OK.\"}],\"max_tokens\":16}"
                        .getBytes(StandardCharsets.UTF_8);
        return took(
                        chat,
                        () ->
                                provider.chat()
                                        .chat(
                                                new ChatCall(
                                                        model,
                                                        RequestBody.parse(body),
                                                        false,
                                                        clock.instant().plus(PATIENCE)),
                                                (_, _) -> {},
                                                new Cancellation()))
                && ok;
    }

    private static ObjectNode step(ArrayNode steps, String what, @Nullable String credential) {
        ObjectNode step = steps.addObject();
        step.put("step", what);
        if (credential != null) {
            step.put("credential", credential);
        }
        return step;
    }

    /** The vendor's own words go to the administrator who asked, and nowhere else. */
    private static boolean took(ObjectNode step, Callable<?> call) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            var _ = call.call();
            step.put("ok", true);
            return true;
        } catch (ProviderException e) {
            step.put("ok", false)
                    .put("code", Verdict.of(e.failure()).code().code())
                    .put("failure", e.failure().getClass().getSimpleName())
                    .put("detail", e.failure().detail());
            return false;
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            step.put("millis", (System.nanoTime() - begun) / 1_000_000);
        }
    }
}
