package dev.millrace.provider.simulator;

import dev.millrace.provider.grounding.QuotedPassages;
import dev.millrace.provider.grounding.QuotedPassages.Quoted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the simulator answers from passages: it understands nothing, but quotes the sentences that
 * share most words with the question, and cites them. Where even the best share too little it says
 * that the passages do not answer.
 */
final class Extract {

    /** Of the question's words, weighted, what a sentence and its surroundings must have. */
    private static final double ENOUGH = 0.35;

    /** A further sentence must be nearly as good as the best. */
    private static final double NEARLY = 0.7;

    private static final int MOST_SENTENCES = 2;

    /** What stands around a sentence counts less than what stands in it. */
    private static final double AROUND = 0.4;

    private static final int LONGEST_QUOTE = 600;

    private final Set<String> question;
    private final Map<String, Double> weights = new HashMap<>();

    private record Candidate(int mark, String sentence, double score, Set<String> shared) {}

    private Extract(String question, List<Quoted> passages) {
        this.question = Terms.of(question);
        List<Set<String>> texts =
                passages.stream().map(each -> Terms.of(names(each) + each.text())).toList();
        for (String term : this.question) {
            long having = texts.stream().filter(text -> text.contains(term)).count();
            weights.put(term, 1 + Math.log((passages.size() + 1.0) / (having + 1.0)));
        }
    }

    static String answer(String model, String question, QuotedPassages passages) {
        List<Candidate> chosen =
                new Extract(question, passages.passages()).choose(passages.passages());
        String introduction =
                "I am "
                        + model
                        + ", Millrace's built-in simulator; no language model has read this. ";
        if (chosen.isEmpty()) {
            return introduction + "The passages do not answer this question.";
        }
        StringBuilder answer = new StringBuilder(introduction).append("The passages say:");
        for (Candidate each : chosen) {
            answer.append("\n\n\"").append(each.sentence()).append("\" [");
            answer.append(each.mark()).append(']');
        }
        return answer.toString();
    }

    private List<Candidate> choose(List<Quoted> passages) {
        List<Candidate> candidates = new ArrayList<>();
        for (Quoted passage : passages) {
            candidates.addAll(candidates(passage));
        }
        // Sorting is stable: of equals, the one the search thought better.
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        List<Candidate> chosen = new ArrayList<>();
        Set<String> covered = new HashSet<>();
        for (Candidate each : candidates) {
            boolean worth =
                    chosen.isEmpty()
                            || (each.score() >= NEARLY * chosen.getFirst().score()
                                    && !covered.containsAll(each.shared()));
            if (chosen.size() < MOST_SENTENCES && worth) {
                chosen.add(each);
                covered.addAll(each.shared());
            }
        }
        return chosen;
    }

    private List<Candidate> candidates(Quoted passage) {
        List<String> sentences = Sentences.of(passage.text());
        List<Set<String>> terms = sentences.stream().map(this::shared).toList();
        Set<String> names = shared(names(passage));
        double whole = weight(question);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            Set<String> own = terms.get(i);
            Set<String> around = new HashSet<>(names);
            around.addAll(terms.get(Math.max(0, i - 1)));
            around.addAll(terms.get(Math.min(sentences.size() - 1, i + 1)));
            around.removeAll(own);
            boolean enough =
                    !own.isEmpty()
                            && own.size() >= Math.min(2, question.size())
                            && weight(own) + weight(around) >= ENOUGH * whole;
            if (enough) {
                candidates.add(
                        new Candidate(
                                passage.mark(),
                                quote(sentences.get(i)),
                                weight(own) + AROUND * weight(around),
                                own));
            }
        }
        return candidates;
    }

    private static String names(Quoted passage) {
        return passage.document() + " " + passage.heading() + " ";
    }

    private Set<String> shared(String text) {
        Set<String> shared = new HashSet<>(Terms.of(text));
        shared.retainAll(question);
        return shared;
    }

    private double weight(Set<String> terms) {
        // In one order: a sum of doubles depends on it.
        return terms.stream().sorted().mapToDouble(term -> weights.getOrDefault(term, 0.0)).sum();
    }

    /** Nothing in it may be taken for a mark or for code that is still open. */
    private static String quote(String sentence) {
        String quote = sentence.replaceAll("[\\[【]([\\d\\s,]+)[\\]】]", "($1)");
        if (quote.chars().filter(c -> c == '`').count() % 2 == 1) {
            quote = quote.replace("`", "");
        }
        if (quote.length() <= LONGEST_QUOTE) {
            return quote;
        }
        int end = quote.offsetByCodePoints(0, quote.codePointCount(0, LONGEST_QUOTE - 1));
        String cut = quote.substring(0, end);
        return (cut.chars().filter(c -> c == '`').count() % 2 == 1 ? cut.replace("`", "") : cut)
                + "…";
    }
}
