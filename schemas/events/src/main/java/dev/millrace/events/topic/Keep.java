package dev.millrace.events.topic;

/**
 * How long a topic keeps what its readers have finished with (rule 12: nothing unfinished is ever
 * trimmed).
 */
public enum Keep {
    /** Hours: a stage's input, of no use once the next stage has it. */
    HOURS,
    /** The replay window, days. */
    REPLAY_WINDOW,
    /** The newest record of each key, for ever. */
    COMPACTED,
    /** Until an operator removes it. */
    FOREVER
}
