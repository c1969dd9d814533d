package dev.millrace.proof.checker;

import java.util.List;

/**
 * One sentence that must hold, and what was seen.
 *
 * @param seen figures that show how much was looked at: a check that looked at nothing proves
 *     nothing
 * @param faults at most a few examples; empty when the sentence holds
 * @param timed it compares times: on a busy machine it says more about the machine
 */
public record Finding(String sentence, String seen, List<String> faults, boolean timed) {

    public Finding(String sentence, String seen, List<String> faults) {
        this(sentence, seen, faults, false);
    }

    public boolean holds() {
        return faults.isEmpty();
    }

    /** One line for people, faults below it. */
    public String report() {
        StringBuilder out =
                new StringBuilder(holds() ? "  ok    " : "  FAULT ")
                        .append(sentence)
                        .append(" (")
                        .append(seen)
                        .append(')');
        faults.stream().limit(5).forEach(fault -> out.append("\n          ").append(fault));
        if (faults.size() > 5) {
            out.append("\n          and ").append(faults.size() - 5).append(" more");
        }
        return out.toString();
    }
}
