package dev.millrace.gateway.replies;

import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;

/** A record of `replies` and where it lies there. */
sealed interface Reply {

    long offset();

    record Piece(ReplyChunk chunk, long offset) implements Reply {}

    record End(RequestFinished finish, long offset) implements Reply {}
}
