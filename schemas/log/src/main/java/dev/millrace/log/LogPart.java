package dev.millrace.log;

/**
 * Something that reads the log in the background: started and closed once, with the service it
 * belongs to.
 */
public interface LogPart extends AutoCloseable {

    /** For health, metrics and messages: the consumer group, or the topic a read model follows. */
    String name();

    /** Returns at once; {@link #ready()} tells when the part works. */
    void start();

    /** Partitions are assigned, or a read model has read to the end it had at start. */
    boolean ready();

    /** Stops taking work, waits a little for what is under way, commits, leaves. */
    @Override
    void close();
}
