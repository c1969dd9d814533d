package dev.millrace.rag.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a question asks for: its terms, and the units of meaning they stand for. A word is a unit; a
 * pair of characters stands for two, and a name of code for all its words. So a passage is asked
 * how much of the question it covers, not how many of the terms that overlap.
 *
 * @param terms each once, with how often it is asked for
 * @param units the terms any of which covers the unit
 */
public record Question(Map<String, Integer> terms, List<Unit> units) {

    /** What a question says beyond this is not looked at. */
    private static final int MOST_TOKENS = 400;

    /** A character says about half of what a word says. */
    private static final double CHARACTER = 0.5;

    /**
     * A unit of meaning.
     *
     * @param terms each of them covers it
     * @param weight how much it says, in words
     */
    public record Unit(Set<String> terms, double weight) {}

    public static Question of(String question) {
        List<Token> all = Analysis.asked(question);
        List<Token> tokens = all.subList(0, Math.min(all.size(), MOST_TOKENS));
        Map<String, Integer> terms = new LinkedHashMap<>();
        for (Token token : tokens) {
            terms.merge(token.term(), 1, Integer::sum);
        }
        return new Question(terms, units(tokens));
    }

    public boolean isEmpty() {
        return terms.isEmpty();
    }

    private static List<Unit> units(List<Token> tokens) {
        Collection<Unit> units = new LinkedHashSet<>();
        for (int first = 0, next; first < tokens.size(); first = next) {
            next = first + 1;
            int end = tokens.get(first).end();
            while (next < tokens.size() && tokens.get(next).start() < end) {
                end = Math.max(end, tokens.get(next).end());
                next++;
            }
            units.addAll(ofRun(tokens.subList(first, next)));
        }
        return List.copyOf(units);
    }

    /** The units of tokens that overlap. */
    private static List<Unit> ofRun(List<Token> run) {
        List<Token> simple = run.stream().filter(t -> t.kind() != Token.Kind.COMPOUND).toList();
        List<Token> bounds = simple.isEmpty() ? run : simple;
        TreeSet<Integer> edges = new TreeSet<>();
        for (Token token : bounds) {
            edges.add(token.start());
            edges.add(token.end());
            if (token.kind() == Token.Kind.CHARACTERS && token.end() - token.start() > 1) {
                edges.add(token.start() + 1);
            }
        }
        List<Integer> at = new ArrayList<>(edges);
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i + 1 < at.size(); i++) {
            int start = at.get(i);
            int end = at.get(i + 1);
            if (bounds.stream().anyMatch(token -> covers(token, start, end))) {
                Set<String> terms = new LinkedHashSet<>();
                run.stream()
                        .filter(token -> covers(token, start, end))
                        .forEach(token -> terms.add(token.term()));
                boolean character =
                        bounds.stream()
                                .anyMatch(
                                        token ->
                                                token.kind() == Token.Kind.CHARACTERS
                                                        && covers(token, start, end));
                units.add(new Unit(terms, character ? CHARACTER : 1));
            }
        }
        return units;
    }

    private static boolean covers(Token token, int start, int end) {
        return token.start() <= start && end <= token.end();
    }
}
