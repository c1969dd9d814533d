package dev.millrace.rag.ingest;

import dev.millrace.boot.access.AccessView;
import dev.millrace.events.Authority;
import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import dev.millrace.events.Retention;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.AllowedModels;
import java.time.Clock;
import java.util.List;

/** What the key may do now on whose behalf a document is worked on (rule 14). */
final class Behalf {

    private final AccessView access;
    private final Clock clock;

    Behalf(AccessView access, Clock clock) {
        this.access = access;
        this.clock = clock;
    }

    /**
     * The authority that goes with the work.
     *
     * @throws GivenUp when the key is not good any more, or may not do this
     */
    Authority of(Work work) throws GivenUp {
        KeyState key = access.key(work.asker().keyId()).orElse(null);
        List<String> models = List.of();
        List<Lane> lanes = List.of();
        if (key != null) {
            if (key.getStatus() != KeyStatus.ACTIVE) {
                throw new GivenUp(
                        ErrorCode.INVALID_API_KEY,
                        "The API key that asked for this has been revoked; ask for the document to"
                                + " be indexed again with another.");
            }
            if (key.getExpiresAt().filter(end -> !end.isAfter(clock.instant())).isPresent()) {
                throw new GivenUp(
                        ErrorCode.EXPIRED_API_KEY,
                        "The API key that asked for this has expired; ask for the document to be"
                                + " indexed again with another.");
            }
            models = key.getAllowedModels();
            lanes = key.getAllowedLanes();
        }
        if (!lanes.isEmpty() && !lanes.contains(Lane.BULK)) {
            throw new GivenUp(
                    ErrorCode.LANE_NOT_ALLOWED,
                    "The API key that asked for this may not send bulk work.");
        }
        if (!new AllowedModels(models).allows(work.model().provider(), work.model().model())) {
            throw new GivenUp(
                    ErrorCode.MODEL_NOT_ALLOWED,
                    "The API key that asked for this may not use the knowledge base's embedding"
                            + " model.");
        }
        return new Authority(
                work.asker().owner(),
                work.asker().keyId(),
                models,
                lanes,
                Retention.STANDARD,
                null);
    }
}
