package dev.millrace.events.topic;

/** What a topic's record key is. */
public enum Keyed {
    /** The request's id: an undecodable or poisonous record can still be ended by its key. */
    REQUEST,
    /** Anything else. */
    OTHER
}
