package dev.millrace.postprocess.run;

import dev.millrace.events.Authority;
import java.time.Instant;

/**
 * Who wants a run, and until when.
 *
 * @param authority what the caller may do now; the key is looked at again at every release
 * @param deadline the latest of its lines' deadlines
 */
public record Submission(Authority authority, Instant deadline) {}
