package dev.millrace.provider.execution;

import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Grounding;
import dev.millrace.events.Operation;
import dev.millrace.events.RequestHead;
import dev.millrace.log.Received;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.grounding.GroundedBody;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.AllowedModels;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the candidates of a plan in order until one answers. */
final class Executor {

    private final Way.Calling calling;
    private final Bodies bodies;
    private final CachedAnswers cache;

    Executor(Way.Calling calling, Bodies bodies, CachedAnswers cache) {
        this.calling = calling;
        this.bodies = bodies;
        this.cache = cache;
    }

    /**
     * @param redelivered an earlier handling of this record may have called somebody
     */
    Conclusion execute(
            Received<ExecutionReady> record, boolean redelivered, Cancellation cancellation)
            throws InterruptedException {
        ExecutionReady ready = record.value();
        RequestHead head = ready.getRequest().getHead();
        Admission admission = Admission.of(ready);
        ImpliedAttempt implied = ImpliedAttempt.of(record);
        if (redelivered && implied != null && admission.refused() == null) {
            calling.runner().announce(head, admission.candidates().getFirst(), implied);
            implied = null;
        }
        if (cancellation.isCancelled()) {
            return Conclusion.refused(ErrorCode.CANCELLED);
        }
        if (calling.left(head).isNegative()) {
            return Conclusion.refused(ErrorCode.EXPIRED);
        }
        if (admission.refused() != null) {
            return Conclusion.refused(admission.refused());
        }
        return switch (bodies.of(ready.getRequest())) {
            case Bodies.Found(RequestBody body) ->
                    asked(record, body, admission, implied, cancellation);
            case Bodies.Missing(ErrorCode code) -> Conclusion.refused(code);
        };
    }

    private Conclusion asked(
            Received<ExecutionReady> record,
            RequestBody body,
            Admission admission,
            @Nullable ImpliedAttempt implied,
            Cancellation cancellation)
            throws InterruptedException {
        ExecutionReady ready = record.value();
        RequestBody said;
        try {
            said = grounded(ready, body);
        } catch (IllegalArgumentException _) {
            return Conclusion.refused(ErrorCode.INVALID_JSON);
        }
        CachedAnswers.Turn cached;
        try {
            cached = cache.turn(record, said);
        } catch (IllegalArgumentException _) {
            return Conclusion.refused(ErrorCode.INVALID_VALUE);
        }
        List<Candidate> candidates = withFallbacks(ready, admission.candidates());
        return new Way(calling, ready, said, candidates, cached, implied, cancellation).go();
    }

    /** With what was found for it, where something was looked for. */
    private static RequestBody grounded(ExecutionReady ready, RequestBody body) {
        Grounding grounding = ready.getGrounding().orElse(null);
        boolean chat = ready.getRequest().getHead().getOperation() == Operation.CHAT;
        return grounding == null || !chat ? body : GroundedBody.of(body, grounding);
    }

    /** Behind the plan's candidates those that their providers are set up to fall back to. */
    private List<Candidate> withFallbacks(ExecutionReady ready, List<Candidate> planned) {
        Set<String> named = new LinkedHashSet<>();
        for (Candidate candidate : planned) {
            calling.providers()
                    .find(candidate.getProvider())
                    .ifPresent(provider -> named.addAll(provider.settings().fallback()));
        }
        for (Candidate candidate : planned) {
            named.remove(candidate.getProvider() + "/" + candidate.getModel());
        }
        // Vectors of another model cannot be compared with those that were asked for.
        if (named.isEmpty()
                || ready.getRequest().getHead().getOperation() == Operation.EMBEDDINGS) {
            return planned;
        }
        AllowedModels allowed =
                new AllowedModels(ready.getRequest().getHead().getAuthority().getAllowedModels());
        List<Candidate> all = new ArrayList<>(planned);
        for (String each : named) {
            int slash = each.indexOf('/');
            String provider = each.substring(0, slash);
            String model = each.substring(slash + 1);
            if (allowed.allows(provider, model)) {
                all.add(
                        Candidate.newBuilder()
                                .setProvider(provider)
                                .setModel(model)
                                .setReason("fallback of the provider")
                                .setUse(CandidateUse.ON_FAILURE)
                                .build());
            }
        }
        return all;
    }
}
