package dev.millrace.log.ledger;

import dev.millrace.log.ledger.Checkpoint.Unfinished;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The books of one partition whose records finish out of order: which offsets were delivered, which
 * are unfinished, and what a commit must say so that after any end nothing unfinished is lost and
 * nothing finished is done again. Pure: no clock, no I/O, not thread-safe.
 *
 * <p><b>Delivery.</b> Offsets are delivered in the order of the log. Offsets that never come
 * (compaction, trimming) count as finished. At most {@value #MOST_UNFINISHED} may be unfinished
 * within {@value #WIDEST_SPAN} offsets, so that the list always fits a commit.
 *
 * <p><b>Crashes.</b> A record that kills its process must be ended at its third crash; its innocent
 * neighbours must not. Commits are periodic, so the books on disk are a little behind, and four
 * rules make them good enough to judge by:
 *
 * <ol>
 *   <li>A holder writes its first commit before its first delivery. It is not marked clean; only
 *       the commit at the orderly end is. So a clean mark proves that nothing was delivered since,
 *       and its list does not count the interrupted try of each record.
 *   <li>At most {@value #MOST_UNRECORDED} offsets are delivered beyond the {@code end} of the last
 *       acknowledged commit. So after an unclean end every record that may have been running is
 *       either listed, or lies within that many offsets after {@code end}. The latter are taken to
 *       have crashed once, as long as they were in the log when the new holder came: a record that
 *       kills within a millisecond is counted all the same.
 *   <li>A second try starts only when a commit that lists it as the second was acknowledged:
 *       together with others, because one crash blames everyone who was there and a restart must
 *       not stand in a queue.
 *   <li>Who was there at two crashes is a suspect. Its third try runs alone among suspects, and
 *       starts only when a commit that lists it as the third was acknowledged. A crash then finds
 *       one record at three, the one that ran: it is poison. The other suspects still stand at two,
 *       records beside it at one or two.
 * </ol>
 *
 * <p>Fresh records are not held back while a suspect runs: slow suspects would stop the partition
 * for hours. The price: a second killer that arrives just then lays its first crash at the door of
 * the suspect. A handler that throws is known without doubt and counts in the same column, as a try
 * that failed.
 */
final class Ledger {

    static final int MOST_UNFINISHED = 1_000;
    static final int WIDEST_SPAN = 20_000;
    static final int MOST_UNRECORDED = 256;
    static final int MOST_TRIES = 3;

    /** What is to be done with a delivered record. */
    enum Verdict {
        /** Work on it now. */
        START,
        /** Work on it as soon as {@link #mayStart} says so. */
        START_RECORDED,
        /** A suspect: wait for its turn, see {@link #turn}, then as above. */
        START_ALONE,
        /** Has failed or crashed three times: bury it. */
        POISON,
        /** Was finished before: skip it. */
        FINISHED
    }

    private static final class Entry {
        int tries;

        /** Its last try has been counted in this holding, and is taken back at an orderly end. */
        boolean begun;

        /** The tries that the last acknowledged commit gives it. */
        int recorded;

        /** An earlier holder may have delivered it. */
        final boolean redelivered;

        Entry(int tries, boolean begun, boolean redelivered) {
            this.tries = tries;
            this.begun = begun;
            this.redelivered = redelivered;
        }
    }

    /** Listed as unfinished by the commit this began with, and not delivered again yet. */
    private final NavigableMap<Long, Integer> owed = new TreeMap<>();

    private final NavigableMap<Long, Entry> open = new TreeMap<>();
    private final long begin;
    private long end;
    private long doubtEnd;

    /** What lies below may have been delivered by an earlier holder. */
    private final long seen;

    private long recordedEnd;
    private boolean recordedOnce;
    private long changes;

    /**
     * @param from the commit to go on from
     * @param logEnd the end of the partition's log at this moment
     */
    Ledger(Checkpoint from, long logEnd) {
        begin = from.offset();
        end = from.end();
        recordedEnd = end;
        doubtEnd = from.clean() ? end : Math.min(logEnd, end + MOST_UNRECORDED);
        seen = Math.max(from.seen(), doubtEnd);
        from.unfinished().forEach(one -> owed.put(one.offset(), one.tries()));
    }

    /** Everything below {@code offset} has been delivered or does not exist. */
    void reached(long offset) {
        boolean dropped = !owed.headMap(offset).isEmpty();
        owed.headMap(offset).clear();
        if (offset > end || dropped) {
            end = Math.max(end, offset);
            changes++;
        }
    }

    /**
     * Whether the next record, which is at {@code offset}, may be delivered now. False at first,
     * until a commit of this holding has been acknowledged; when the list is full; and when too
     * much is unrecorded.
     */
    boolean canDeliver(long offset) {
        if (!recordedOnce) {
            return false;
        }
        if (offset < end) {
            return true;
        }
        return owed.size() + open.size() < MOST_UNFINISHED
                && offset - lowest() < WIDEST_SPAN
                && offset < recordedEnd + MOST_UNRECORDED;
    }

    /** Books the next record of the log. Call {@link #canDeliver} first. */
    Verdict deliver(long offset) {
        boolean again = offset < end;
        Integer listed = owed.get(offset);
        reached(offset);
        owed.remove(offset);
        if (again && listed == null) {
            return offset < begin ? rewound(offset) : Verdict.FINISHED;
        }
        end = Math.max(end, offset + 1);
        changes++;
        int before = listed != null ? listed : offset < doubtEnd ? 1 : 0;
        boolean redelivered = listed != null || offset < seen;
        return switch (before) {
            case 0 -> opened(offset, new Entry(1, true, redelivered), Verdict.START);
            case 1 -> opened(offset, new Entry(2, true, redelivered), Verdict.START_RECORDED);
            case 2 -> opened(offset, new Entry(2, false, redelivered), Verdict.START_ALONE);
            default -> opened(offset, new Entry(MOST_TRIES, false, redelivered), Verdict.POISON);
        };
    }

    /** A record below the commit: the log lost its end and grows again, so nothing is known. */
    private Verdict rewound(long offset) {
        owed.clear();
        end = offset + 1;
        recordedEnd = end;
        doubtEnd = offset;
        changes++;
        return opened(offset, new Entry(1, true, true), Verdict.START);
    }

    private Verdict opened(long offset, Entry entry, Verdict verdict) {
        open.put(offset, entry);
        return verdict;
    }

    /**
     * Whether an earlier holder may have worked on a delivered record. Never false of one that was;
     * true of others only where the books of the one before leave it open.
     */
    boolean isRedelivered(long offset) {
        Entry entry = open.get(offset);
        return entry == null || entry.redelivered;
    }

    /** A suspect's turn has come: counts its third try, which may start once it is recorded. */
    void turn(long offset) {
        Entry entry = open.get(offset);
        if (entry != null && !entry.begun) {
            entry.tries = MOST_TRIES;
            entry.begun = true;
            changes++;
        }
    }

    /** Whether the try of a delivered record stands in an acknowledged commit. */
    boolean mayStart(long offset) {
        Entry entry = open.get(offset);
        return entry != null && entry.recorded >= entry.tries;
    }

    void finish(long offset) {
        if (open.remove(offset) != null) {
            changes++;
        }
    }

    /**
     * A try has failed, the process lives.
     *
     * @return true when the record may be tried again, false when it is poison
     */
    boolean fail(long offset) {
        Entry entry = open.get(offset);
        if (entry == null) {
            return true;
        }
        changes++;
        if (entry.tries >= MOST_TRIES) {
            entry.begun = false;
            return false;
        }
        entry.tries++;
        return true;
    }

    /** What a commit must say now, while work goes on. */
    Checkpoint checkpoint() {
        return checkpoint(false);
    }

    /** What the last commit of this holding must say, when all work has stopped. */
    Checkpoint lastCheckpoint() {
        return checkpoint(true);
    }

    private Checkpoint checkpoint(boolean clean) {
        List<Unfinished> unfinished = new ArrayList<>(owed.size() + open.size());
        // Delivery is in order: what is open lies below what is owed.
        open.forEach(
                (offset, entry) ->
                        unfinished.add(
                                new Unfinished(
                                        offset,
                                        clean && entry.begun ? entry.tries - 1 : entry.tries)));
        owed.forEach((offset, tries) -> unfinished.add(new Unfinished(offset, tries)));
        return new Checkpoint(lowest(), end, clean, unfinished, Math.max(end, seen));
    }

    /** The log has acknowledged a commit of this holding. */
    void recorded(Checkpoint checkpoint) {
        recordedOnce = true;
        recordedEnd = checkpoint.end();
        for (Unfinished one : checkpoint.unfinished()) {
            Entry entry = open.get(one.offset());
            if (entry != null) {
                entry.recorded = one.tries();
            }
        }
    }

    /** A number that is another one after each change that a commit should tell of. */
    long changes() {
        return changes;
    }

    /** Offsets delivered beyond what the last acknowledged commit tells of. */
    long unrecorded() {
        return end - recordedEnd;
    }

    int unfinished() {
        return owed.size() + open.size();
    }

    private long lowest() {
        if (!open.isEmpty()) {
            return open.firstKey();
        }
        return owed.isEmpty() ? end : owed.firstKey();
    }
}
