package dev.millrace.postprocess.run;

import dev.millrace.events.RequestFinished;
import java.time.Instant;
import java.util.UUID;

/**
 * A line of a run and its end.
 *
 * @param acceptedAt when its run was accepted
 * @param lastOfRun whether no other line of the run is left
 */
public record EndedLine(
        UUID runId, long number, Instant acceptedAt, RequestFinished finish, boolean lastOfRun) {}
