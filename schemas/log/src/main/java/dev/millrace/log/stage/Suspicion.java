package dev.millrace.log.stage;

/**
 * Which records of a partition may have ended the process. After an unclean end these are the ones
 * that can have been under way: from where the work had come to, as far as a stage works ahead.
 * They are delivered one at a time, each named in a commit before, so that the one that does it
 * again is known; its third crash buries it.
 *
 * @param from first suspicious offset
 * @param until first offset beyond suspicion
 * @param named the record that was alone under way at the last end, or -1
 * @param crashes how many crashes {@code named} has been part of
 */
record Suspicion(long from, long until, long named, int crashes) {

    /** The crash that buries. */
    static final int LIMIT = 3;

    static final Suspicion NONE = new Suspicion(0, 0, -1, 0);

    /**
     * What to suspect on taking over a partition.
     *
     * @param committed the committed offset
     * @param logEnd the partition's end: what came after the crash cannot have caused it
     * @param window how far the stage works beyond its last acknowledged commit
     */
    static Suspicion after(StageMark mark, long committed, long logEnd, int window) {
        long from = Math.max(committed, mark.end());
        long until = Math.min(from + window, logEnd);
        return switch (mark.state()) {
            case CLEAN -> NONE;
            case WORK -> until > from ? new Suspicion(from, until, -1, 0) : NONE;
            case ALONE ->
                    new Suspicion(
                            from,
                            Math.max(until, mark.suspect() + 1),
                            mark.suspect(),
                            mark.crashes() + 1);
        };
    }

    boolean covers(long offset) {
        return offset >= from && offset < until;
    }

    /** How many crashes the record has been part of. */
    int crashesOf(long offset) {
        return offset == named ? crashes : 1;
    }
}
