package dev.millrace.rag.retrieval;

import dev.millrace.events.Passage;
import dev.millrace.events.content.Content;
import dev.millrace.rag.search.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses what a model is given of what was found: the best first, within a number of passages and
 * of tokens, and nothing twice. The same text counts once. Passages of one document that overlap or
 * touch become one where they stand under one heading; else the worse one is left out when most of
 * it is there already. A passage that does not fit any more makes room for a smaller one behind it;
 * the very best is cut when it is too large by itself.
 */
final class PassageChoice {

    private final int most;
    private final List<Found> chosen = new ArrayList<>();
    private final Set<String> texts = new HashSet<>();
    private long room;

    private PassageChoice(int most, long tokens) {
        this.most = most;
        this.room = tokens;
    }

    static List<Passage> of(List<Found> found, int most, int tokens) {
        PassageChoice choice = new PassageChoice(most, tokens);
        found.forEach(choice::consider);
        return choice.chosen.stream().map(PassageChoice::passage).toList();
    }

    private void consider(Found next) {
        if (next.text().isBlank() || !texts.add(next.text().replaceAll("\\s+", " ").strip())) {
            return;
        }
        for (int i = 0; i < chosen.size(); i++) {
            Found there = chosen.get(i);
            if (touch(there, next)) {
                if (mayJoin(there, next)) {
                    join(i, there, next);
                    return;
                }
                if (2L * overlap(there, next) >= next.end() - next.start()) {
                    return;
                }
            }
        }
        if (chosen.size() < most) {
            add(next);
        }
    }

    private void add(Found next) {
        if (next.tokens() <= room) {
            chosen.add(next);
            room -= Math.max(1, next.tokens());
        } else if (chosen.isEmpty()) {
            chosen.add(cut(next, room));
            room = 0;
        }
    }

    /** The joined passage takes the place and the score of the better one. */
    private void join(int place, Found better, Found next) {
        int start = Math.min(better.start(), next.start());
        int end = Math.max(better.end(), next.end());
        int added = end - start - (better.end() - better.start());
        long more = (long) next.tokens() * added / Math.max(1, next.end() - next.start());
        if (more > room) {
            return;
        }
        boolean inOrder = better.start() <= next.start();
        Found first = inOrder ? better : next;
        Found second = inOrder ? next : better;
        String text =
                second.end() <= first.end()
                        ? first.text()
                        : first.text() + second.text().substring(first.end() - second.start());
        chosen.set(place, with(better, start, end, better.tokens() + (int) more, text));
        room -= more;
    }

    private static boolean touch(Found one, Found other) {
        return one.document().equals(other.document())
                && one.start() <= other.end()
                && other.start() <= one.end();
    }

    private static int overlap(Found one, Found other) {
        return Math.min(one.end(), other.end()) - Math.max(one.start(), other.start());
    }

    /** Offsets must be those of the text itself, else it cannot be cut by them. */
    private static boolean mayJoin(Found one, Found other) {
        return one.heading().equals(other.heading()) && isExact(one) && isExact(other);
    }

    private static boolean isExact(Found found) {
        return found.text().length() == found.end() - found.start();
    }

    private static Found cut(Found found, long tokens) {
        int length = (int) (found.text().length() * tokens / Math.max(1, found.tokens()));
        int end = Math.max(1, length);
        if (Character.isHighSurrogate(found.text().charAt(end - 1))) {
            end++;
        }
        String text = found.text().substring(0, end);
        int until = isExact(found) ? found.start() + end : found.end();
        return with(found, found.start(), until, (int) tokens, text);
    }

    private static Found with(Found found, int start, int end, int tokens, String text) {
        return new Found(
                found.chunk(),
                found.document(),
                found.documentName(),
                found.metadata(),
                found.heading(),
                found.ordinal(),
                start,
                end,
                tokens,
                text,
                found.scores(),
                List.of());
    }

    private static Passage passage(Found found) {
        return Passage.newBuilder()
                .setPassageId(Long.toString(found.chunk()))
                .setDocumentId(found.document().toString())
                .setDocumentName(Content.clear(found.documentName()))
                .setHeadingPath(Content.clear(String.join(" > ", found.heading())))
                .setStart(found.start())
                .setEnd(found.end())
                .setScore(found.scores().score())
                .setText(Content.clear(found.text()))
                .build();
    }
}
