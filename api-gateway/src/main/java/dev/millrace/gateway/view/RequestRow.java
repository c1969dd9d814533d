package dev.millrace.gateway.view;

import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.ReplyAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request.
 *
 * @param accepted where its RequestAccepted lies in `requests` of its lane
 * @param ending null while it is under way
 * @param result where its RequestFinished lies in `results`
 */
public record RequestRow(
        String id,
        Owner owner,
        Lane lane,
        Operation operation,
        @Nullable String runId,
        Instant acceptedAt,
        @Nullable Instant finishedAt,
        @Nullable ReplyAddress replyTo,
        @Nullable Place accepted,
        @Nullable Ending ending,
        @Nullable Place result) {

    /** A place within a topic. */
    public record Place(int partition, long offset) {}
}
