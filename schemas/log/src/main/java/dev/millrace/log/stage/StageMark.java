package dev.millrace.log.stage;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a stage writes into the metadata of its commits, so that a record that ends the process is
 * found: {@code s1 <state> <end> <suspect> <crashes>}.
 *
 * @param state how the stage stood when it committed
 * @param end everything before this offset had been handled (the committed offset may be lower)
 * @param suspect with {@link State#ALONE}, the record that is handled next, by itself
 * @param crashes with {@link State#ALONE}, the crashes that record had been part of before
 */
record StageMark(State state, long end, long suspect, int crashes) {

    enum State {
        /** The partition was given back in order. */
        CLEAN,
        /** Records after {@code end} may be under way. */
        WORK,
        /** Only {@code suspect} is under way. */
        ALONE
    }

    private static final Pattern TEXT =
            Pattern.compile("s1 (CLEAN|WORK|ALONE) \\d{1,18} \\d{1,18} \\d{1,4}");

    static StageMark clean(long end) {
        return new StageMark(State.CLEAN, end, 0, 0);
    }

    static StageMark work(long end) {
        return new StageMark(State.WORK, end, 0, 0);
    }

    static StageMark alone(long end, long suspect, int crashes) {
        return new StageMark(State.ALONE, end, suspect, crashes);
    }

    String text() {
        return "s1 " + state + ' ' + end + ' ' + suspect + ' ' + crashes;
    }

    /** Empty when the text is not ours: then the partition is simply redone from its commit. */
    static Optional<StageMark> parse(@Nullable String text) {
        if (text == null || !TEXT.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] parts = text.split(" ", -1);
        return Optional.of(
                new StageMark(
                        State.valueOf(parts[1]),
                        Long.parseLong(parts[2]),
                        Long.parseLong(parts[3]),
                        Integer.parseInt(parts[4])));
    }
}
