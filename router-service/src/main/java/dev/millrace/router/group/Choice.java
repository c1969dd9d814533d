package dev.millrace.router.group;

import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.router.catalog.Offer;
import org.jspecify.annotations.Nullable;

/**
 * An offer that may serve a request for a group.
 *
 * @param group whose deployment it is; null for a model that a fallback names itself
 * @param reason why it stands where it stands, in words
 */
public record Choice(
        Offer offer,
        CandidateUse use,
        @Nullable ModelGroup group,
        @Nullable Deployment deployment,
        String reason) {

    public Candidate candidate() {
        if (group == null || deployment == null) {
            return new Candidate(
                    offer.provider(), offer.model(), reason, use, "", "", null, null, null);
        }
        return new Candidate(
                offer.provider(),
                offer.model(),
                reason,
                use,
                group.deploymentId(deployment),
                deployment.defaults(),
                deployment.requestsPerMinute(),
                deployment.tokensPerMinute(),
                deployment.concurrency());
    }
}
