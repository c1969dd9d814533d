package dev.millrace.log.reply;

import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;

/**
 * Whoever waits for one request. Called in the order of the log, on a thread that must not be held
 * up.
 */
public interface ReplyHandler {

    void onChunk(ReplyChunk chunk, long offset);

    /** The first ending of the request; nothing follows. */
    void onFinish(RequestFinished finish, long offset);
}
