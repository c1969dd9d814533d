package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.Operation;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.TokenEstimate;
import dev.millrace.provider.quota.MinuteLimits;
import dev.millrace.provider.registry.ProviderSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call takes of the provider's and of its deployment's limits a minute: reserved by
 * estimate before, settled by what was used.
 */
final class Allowance {

    /** Of answers whose length nobody bounded. */
    private static final long USUAL_ANSWER = 512;

    private final MinuteLimits limits;
    private final RequestHead head;
    private final RequestBody body;
    private final List<MinuteLimits.Taken> taken = new ArrayList<>();

    Allowance(MinuteLimits limits, RequestHead head, RequestBody body) {
        this.limits = limits;
        this.head = head;
        this.body = body;
    }

    /** False when it did not come in time: then nothing is taken. */
    boolean take(Candidate candidate, ProviderSettings settings, Duration patience)
            throws InterruptedException {
        ProviderSettings.Limits own = settings.limits();
        long tokens =
                own.tokensPerMinute() == null && candidate.getTokensPerMinute().isEmpty()
                        ? 0
                        : tokens();
        if (!take(
                "provider/" + settings.id(),
                own.requestsPerMinute(),
                own.tokensPerMinute(),
                tokens,
                patience)) {
            return false;
        }
        return take(
                "deployment/" + candidate.getDeployment(),
                candidate.getRequestsPerMinute().orElse(null),
                candidate.getTokensPerMinute().orElse(null),
                tokens,
                patience);
    }

    private boolean take(
            String subject,
            @Nullable Long requests,
            @Nullable Long inTokens,
            long tokens,
            Duration patience)
            throws InterruptedException {
        if (requests == null && inTokens == null) {
            return true;
        }
        MinuteLimits.Taken one =
                limits.take(subject, requests, inTokens, tokens, head.getLane(), patience);
        if (one == null) {
            giveBack();
            return false;
        }
        taken.add(one);
        return true;
    }

    /** There was no call. */
    void giveBack() {
        taken.forEach(MinuteLimits.Taken::giveBack);
        taken.clear();
    }

    /** The call has ended. */
    void settle(Usage usage) {
        long used = usage.getInputTokens() + usage.getOutputTokens();
        taken.forEach(each -> each.settle(used));
    }

    private long tokens() {
        if (head.getOperation() == Operation.EMBEDDINGS) {
            return TokenEstimate.embeddings(body).getInputTokens();
        }
        long answer = USUAL_ANSWER;
        for (String name : List.of("max_completion_tokens", "max_tokens")) {
            String value =
                    body.value(name)
                            .map(json -> new String(json, StandardCharsets.US_ASCII))
                            .orElse("");
            if (value.matches("[1-9]\\d{0,8}")) {
                answer = Long.parseLong(value);
            }
        }
        return TokenEstimate.chat(body, 0).getInputTokens() + answer;
    }
}
