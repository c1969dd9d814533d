package dev.millrace.router.group;

import dev.millrace.events.CandidateUse;
import java.util.List;
import java.util.Map;

/**
 * What is asked when a group's own deployments cannot serve; each entry is a group or {@code
 * provider/model}.
 */
public record Fallbacks(
        List<String> failure, List<String> contextOverflow, List<String> contentPolicy) {

    /** The uses that have a list, in the order in which plans name them. */
    static final List<CandidateUse> USES =
            List.of(
                    CandidateUse.ON_FAILURE,
                    CandidateUse.ON_CONTEXT_OVERFLOW,
                    CandidateUse.ON_CONTENT_POLICY);

    /** The names of the lists, as the API and the file of the operator have them. */
    static final Map<CandidateUse, String> NAMES =
            Map.of(
                    CandidateUse.ON_FAILURE, "failure",
                    CandidateUse.ON_CONTEXT_OVERFLOW, "context_overflow",
                    CandidateUse.ON_CONTENT_POLICY, "content_policy");

    List<String> of(CandidateUse use) {
        return switch (use) {
            case ALWAYS -> List.of();
            case ON_FAILURE -> failure;
            case ON_CONTEXT_OVERFLOW -> contextOverflow;
            case ON_CONTENT_POLICY -> contentPolicy;
        };
    }
}
