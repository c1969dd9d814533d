package dev.millrace.postprocess.run;

import dev.millrace.events.Ending;
import dev.millrace.events.Owner;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a line stands.
 *
 * @param released whether it left the backlog
 * @param ending null as long as it has not ended
 */
public record LineState(
        UUID requestId,
        UUID runId,
        Owner owner,
        Instant createdAt,
        boolean released,
        @Nullable Ending ending) {}
