package dev.millrace.proof.checker;

import java.time.Instant;

/** A process killed with SIGKILL, and when its successor was there. */
public record Kill(String process, Instant at, Instant restarted) {}
