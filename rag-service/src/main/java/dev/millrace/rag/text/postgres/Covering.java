package dev.millrace.rag.text.postgres;

import dev.millrace.rag.text.Question;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How much of a question a set of its terms covers: each unit counts by how rare its terms are. */
final class Covering {

    private final long[] units;
    private final double[] weights;
    private final double whole;

    /**
     * @param read the terms that were looked for, in the order of their bits; what was left out for
     *     being too common neither covers anything nor asks to be covered
     */
    Covering(Question question, List<String> read, Statistics statistics) {
        Set<String> unread = new HashSet<>(question.terms().keySet());
        read.forEach(unread::remove);
        unread.removeIf(term -> statistics.with(term) == 0);
        List<Question.Unit> asked =
                question.units().stream()
                        .filter(unit -> unit.terms().stream().noneMatch(unread::contains))
                        .toList();
        units = asked.stream().mapToLong(unit -> bits(unit, read)).toArray();
        weights = asked.stream().mapToDouble(unit -> weight(unit, statistics)).toArray();
        whole = Arrays.stream(weights).sum();
    }

    /** 0 to 1. */
    double share(long terms) {
        double covered = 0;
        for (int i = 0; i < units.length; i++) {
            if ((units[i] & terms) != 0) {
                covered += weights[i];
            }
        }
        return whole == 0 ? 0 : Math.min(1, covered / whole);
    }

    private static long bits(Question.Unit unit, List<String> read) {
        long bits = 0;
        for (int i = 0; i < read.size(); i++) {
            if (unit.terms().contains(read.get(i))) {
                bits |= 1L << i;
            }
        }
        return bits;
    }

    /** Its commonest term says how rare it is: pairs across two words are rare and mean nothing. */
    private static double weight(Question.Unit unit, Statistics statistics) {
        return unit.weight() * unit.terms().stream().mapToDouble(statistics::idf).min().orElse(0);
    }
}
