package dev.millrace.log.deadletter;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalNeeded;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What can be told of a record that is given up. */
final class Buried {

    private Buried() {}

    static Optional<RequestHead> head(SpecificRecord record) {
        return switch (record) {
            case RequestAccepted accepted -> Optional.of(accepted.getHead());
            case RetrievalNeeded needed -> Optional.of(needed.getRequest().getHead());
            case ExecutionReady ready -> Optional.of(ready.getRequest().getHead());
            case OutcomeReached outcome -> outcome.getHead();
            case RequestFinished finished -> finished.getHead();
            default -> Optional.empty();
        };
    }

    static Optional<Owner> owner(SpecificRecord record) {
        Schema.Field field = record.getSchema().getField("owner");
        if (field != null && record.get(field.pos()) instanceof Owner owner) {
            return Optional.of(owner);
        }
        return head(record).map(head -> head.getAuthority().getOwner());
    }

    /**
     * Type and place of the innermost cause. Its text is left out: messages quote what was read,
     * and what was read is content.
     */
    static String place(@Nullable Throwable failure) {
        if (failure == null) {
            return "";
        }
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 50; depth++) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        String type = cause.getClass().getName();
        return trace.length == 0
                ? type
                : type
                        + " at "
                        + trace[0].getClassName()
                        + '.'
                        + trace[0].getMethodName()
                        + ':'
                        + trace[0].getLineNumber();
    }
}
