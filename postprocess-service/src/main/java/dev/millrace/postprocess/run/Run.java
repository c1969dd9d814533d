package dev.millrace.postprocess.run;

import dev.millrace.events.Owner;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as its owner sees it.
 *
 * @param state `open`, `paused`, `cancelled` or `finished`
 * @param reason why it is paused; `cancelled` of a cancelled run, also when its last line has ended
 * @param lines how many it has; `queued` of them wait, `finished` have ended, the rest is under way
 */
public record Run(
        UUID id,
        String kind,
        Owner owner,
        String state,
        @Nullable String reason,
        Instant createdAt,
        Instant deadline,
        @Nullable Instant finishedAt,
        long lines,
        long queued,
        long finished) {}
