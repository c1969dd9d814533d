package dev.millrace.postprocess.pipeline.citations;

import dev.millrace.events.Citation;
import dev.millrace.events.Grounding;
import dev.millrace.events.Passage;
import dev.millrace.events.content.Content;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What texts cite, in bounded time whatever stands in them.
 *
 * @param citations in the order of their first use that holds
 * @param notes what was left out, by number
 */
record Cited(List<Citation> citations, List<String> notes) {

    static final Cited NOTHING = new Cited(List.of(), List.of());

    /** Of each text; what follows is not looked at. */
    static final int MOST_CHARACTERS = 1_000_000;

    /** Of each text, places with marks. */
    private static final int MOST_PLACES = 2_000;

    private static final int MOST_NUMBERS_TOLD = 20;

    static Cited of(Collection<? extends CharSequence> texts, Grounding grounding) {
        Reading reading = new Reading(grounding.getPassages());
        texts.forEach(text -> reading.read(text.toString()));
        return reading.cited();
    }

    private static final class Reading {

        private final List<Passage> passages;
        private final Map<Integer, Set<String>> terms = new HashMap<>();
        private final List<Integer> cited = new ArrayList<>();
        private final SortedSet<Integer> invented = new TreeSet<>();
        private final SortedSet<Integer> unsupported = new TreeSet<>();
        private boolean whole = true;

        Reading(List<Passage> passages) {
            this.passages = passages;
        }

        void read(String all) {
            String text = all;
            if (text.length() > MOST_CHARACTERS) {
                text = text.substring(0, MOST_CHARACTERS);
                whole = false;
            }
            List<Marks> places = Marks.in(text, CodeParts.of(text));
            if (places.size() > MOST_PLACES) {
                places = places.subList(0, MOST_PLACES);
                whole = false;
            }
            int before = 0;
            for (Marks marks : places) {
                judge(text, marks, before);
                before = marks.end();
            }
        }

        private void judge(String text, Marks marks, int before) {
            Set<String> claim = null;
            for (int number : new LinkedHashSet<>(marks.numbers())) {
                if (number < 1 || number > passages.size()) {
                    invented.add(number);
                } else if (!cited.contains(number)) {
                    claim = claim == null ? Claim.of(text, marks, before) : claim;
                    if (Claim.isSupported(claim, terms(number))) {
                        cited.add(number);
                    } else {
                        unsupported.add(number);
                    }
                }
            }
        }

        private Set<String> terms(int number) {
            return terms.computeIfAbsent(
                    number,
                    n -> {
                        Passage passage = passages.get(n - 1);
                        return Terms.of(
                                text(passage.getDocumentName())
                                        + " "
                                        + text(passage.getHeadingPath())
                                        + " "
                                        + text(passage.getText()));
                    });
        }

        Cited cited() {
            unsupported.removeAll(cited);
            List<String> notes = new ArrayList<>();
            told(notes, "no such passage: ", invented);
            told(notes, "not supported by the passage: ", unsupported);
            if (!whole) {
                notes.add("looked at the beginning only");
            }
            return new Cited(cited.stream().map(this::citation).toList(), notes);
        }

        private Citation citation(int number) {
            Passage passage = passages.get(number - 1);
            return new Citation(
                    number,
                    passage.getPassageId(),
                    passage.getDocumentId(),
                    passage.getDocumentName(),
                    passage.getHeadingPath(),
                    passage.getStart(),
                    passage.getEnd(),
                    passage.getScore());
        }
    }

    private static void told(List<String> notes, String what, SortedSet<Integer> numbers) {
        if (!numbers.isEmpty()) {
            String first =
                    numbers.stream()
                            .limit(MOST_NUMBERS_TOLD)
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
            notes.add(what + first + (numbers.size() > MOST_NUMBERS_TOLD ? ", …" : ""));
        }
    }

    private static String text(java.nio.ByteBuffer content) {
        return Content.openText(content).orElse("");
    }
}
