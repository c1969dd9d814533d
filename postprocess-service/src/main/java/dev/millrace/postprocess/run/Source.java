package dev.millrace.postprocess.run;

import java.time.Duration;
import java.util.Iterator;

/**
 * Where the lines of one run come from. They are numbered from 1 in the order given; all of them
 * are accepted, in one transaction, or none. What it cannot deliver it throws: then the run does
 * not exist.
 */
public interface Source {

    /** The kind of work, as runs name it: `job`, … */
    String kind();

    /**
     * How much older than it is a run of this kind counts among its tenant's runs. An age and no
     * rank, so that no run waits for ever behind favoured ones.
     */
    Duration headStart();

    /** Read once, while the transaction is open. */
    Iterator<Line> lines();
}
