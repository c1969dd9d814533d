package dev.millrace.rag.search;

import dev.millrace.rag.text.Analysis;
import dev.millrace.rag.text.Question;
import dev.millrace.rag.text.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the words of a question in a passage, in whatever form they are there. */
final class Highlights {

    private Highlights() {}

    /** In the order of the text; those that overlap or touch are one. */
    static List<Highlight> of(Question question, String text) {
        List<Token> found =
                Analysis.indexed(text).stream()
                        .filter(token -> question.terms().containsKey(token.term()))
                        .sorted(Comparator.comparingInt(Token::start))
                        .toList();
        List<Highlight> highlights = new ArrayList<>();
        for (Token token : found) {
            Highlight last = highlights.isEmpty() ? null : highlights.getLast();
            if (last != null && token.start() <= last.end()) {
                highlights.removeLast();
                highlights.add(new Highlight(last.start(), Math.max(last.end(), token.end())));
            } else {
                highlights.add(new Highlight(token.start(), token.end()));
            }
        }
        return highlights;
    }
}
