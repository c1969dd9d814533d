package dev.millrace.gateway.replies;

import dev.millrace.events.Ending;
import dev.millrace.events.ReplyChunk;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.content.Content;
import dev.millrace.web.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one stream of the records that `replies` holds of a request (rule 6). A client that has
 * seen text of one attempt never sees another's: if the new attempt's text begins with exactly what
 * was shown the stream goes on, else it ends with {@code attempt_restarted}. Duplicates are
 * dropped. The events are a function of the records in their order alone, so that any instance
 * rebuilds them with the same numbers. Not thread-safe.
 */
public final class StreamAssembly {

    /** Content that may no longer be read leaves its place empty. */
    private static final byte[] ERASED = {'[', ']'};

    private final Map<String, Attempt> waiting = new HashMap<>();
    private final Set<String> superseded = new HashSet<>();
    private @Nullable Attempt shown;
    private List<StreamEvent> events = new ArrayList<>();
    private long sequence;
    private boolean ended;

    /** What has been read of one attempt. */
    private static final class Attempt {
        final String id;
        final AnswerText text = new AnswerText();
        int next;
        boolean torn;

        Attempt(String id) {
            this.id = id;
        }

        /** True when the chunk is the next one. After a gap only the finish can tell the rest. */
        boolean takes(ReplyChunk chunk) {
            torn |= chunk.getSequence() > next;
            if (torn || chunk.getSequence() < next) {
                return false;
            }
            next++;
            return true;
        }
    }

    public boolean ended() {
        return ended;
    }

    public List<StreamEvent> onChunk(ReplyChunk chunk, long offset) {
        String id = chunk.getAttemptId();
        if (ended || superseded.contains(id)) {
            return List.of();
        }
        if (shown == null) {
            shown = new Attempt(id);
        }
        byte[] choices = Content.open(chunk.getChoices()).orElse(ERASED);
        if (shown.id.equals(id)) {
            if (shown.takes(chunk)) {
                shown.text.add(choices);
                show(offset, chunk.getModel(), choices);
            }
            return taken();
        }
        Attempt other = waiting.computeIfAbsent(id, Attempt::new);
        if (other.takes(chunk)) {
            other.text.add(choices);
            challenge(other, shown, chunk.getModel(), offset);
        }
        return taken();
    }

    /**
     * The request's ending; nothing follows it.
     *
     * @param output the completion's `choices` as JSON; empty when there is none
     */
    public List<StreamEvent> onFinish(RequestFinished finish, byte[] output, long offset) {
        if (ended) {
            return List.of();
        }
        if (finish.getEnding() != Ending.COMPLETED) {
            fail(offset, Failures.code(finish), finish);
        } else if (!wasShownWhole(finish)) {
            showRest(finish, output, offset);
        }
        if (!ended) {
            events.add(new StreamEvent.Finished(sequence++, offset, finish));
            ended = true;
        }
        return taken();
    }

    private boolean wasShownWhole(RequestFinished finish) {
        return shown != null
                && !shown.torn
                && shown.id.equals(finish.getAttemptId().orElse(""))
                && shown.next == finish.getChunkCount();
    }

    private void showRest(RequestFinished finish, byte[] output, long offset) {
        String model = finish.getCompletion().map(c -> c.getModel()).orElse("");
        if (shown == null) {
            show(offset, model, WholeAnswer.asDelta(output));
            return;
        }
        AnswerText whole = AnswerText.finished(output);
        if (whole.beginsWith(shown.text)) {
            whole.beyond(shown.text).forEach(choices -> show(offset, model, choices));
        } else {
            fail(offset, ErrorCode.ATTEMPT_RESTARTED, finish);
        }
    }

    /** Another attempt has said something while {@code current} is what the client sees. */
    private void challenge(Attempt other, Attempt current, String model, long offset) {
        if (other.text.beginsWith(current.text)) {
            other.text.beyond(current.text).forEach(choices -> show(offset, model, choices));
            superseded.add(current.id);
            waiting.remove(other.id);
            shown = other;
        } else if (!other.text.agreesWith(current.text)) {
            fail(offset, ErrorCode.ATTEMPT_RESTARTED, null);
        }
    }

    private void show(long offset, String model, byte[] choices) {
        events.add(new StreamEvent.Chunk(sequence++, offset, model, ByteBuffer.wrap(choices)));
    }

    private void fail(long offset, ErrorCode code, @Nullable RequestFinished finish) {
        events.add(new StreamEvent.Failed(sequence++, offset, code, finish));
        ended = true;
    }

    private List<StreamEvent> taken() {
        List<StreamEvent> taken = events;
        events = new ArrayList<>();
        return taken;
    }
}
