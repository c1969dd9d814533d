package dev.millrace.rag.text.postgres;

import dev.millrace.rag.text.Analysis;
import dev.millrace.rag.text.Token;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * The terms of one chunk that is in no segment yet, packed: of each the length of its UTF-8, that
 * and how often it occurs (at most 255).
 *
 * @param length words of the chunk
 */
@SuppressWarnings("ArrayRecordComponent") // Only carried: nobody compares it.
record FreshTerms(byte[] packed, int length) {

    /** Terms of a chunk beyond this are not indexed; no text of ordinary length has as many. */
    private static final int MOST_TERMS = 4_096;

    private static final int MOST_FREQUENCY = 255;

    static FreshTerms of(String text) {
        Map<String, Integer> terms = new HashMap<>();
        int length = 0;
        for (Token token : Analysis.indexed(text)) {
            length += token.extra() ? 0 : 1;
            if (terms.size() < MOST_TERMS || terms.containsKey(token.term())) {
                terms.merge(token.term(), 1, Integer::sum);
            }
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream(terms.size() * 10);
        terms.forEach(
                (term, frequency) -> {
                    byte[] utf8 = term.getBytes(StandardCharsets.UTF_8);
                    packed.write(utf8.length);
                    packed.writeBytes(utf8);
                    packed.write(Math.min(frequency, MOST_FREQUENCY));
                });
        return new FreshTerms(packed.toByteArray(), length);
    }

    static void forEach(byte[] packed, ObjIntConsumer<String> each) {
        for (int at = 0; at < packed.length; ) {
            int size = packed[at++] & 0xff;
            String term = new String(packed, at, size, StandardCharsets.UTF_8);
            at += size;
            each.accept(term, packed[at++] & 0xff);
        }
    }

    /** Terms to look for in many chunks without making strings of what is not looked for. */
    static final class Wanted {

        private static final int LENGTHS = 256;

        private final List<List<Term>> byLength = new ArrayList<>();

        @SuppressWarnings("ArrayRecordComponent") // Only carried: nobody compares it.
        private record Term(byte[] utf8, int number) {}

        Wanted(List<String> terms) {
            for (int i = 0; i < LENGTHS; i++) {
                byLength.add(new ArrayList<>());
            }
            for (int number = 0; number < terms.size(); number++) {
                byte[] utf8 = terms.get(number).getBytes(StandardCharsets.UTF_8);
                byLength.get(utf8.length).add(new Term(utf8, number));
            }
        }

        /** Of a chunk's terms those wanted, by their place among the wanted. */
        void find(byte[] packed, Found found) {
            for (int at = 0; at < packed.length; ) {
                int size = packed[at++] & 0xff;
                int end = at + size;
                for (Term term : byLength.get(size)) {
                    if (Arrays.equals(packed, at, end, term.utf8(), 0, size)) {
                        found.accept(term.number(), packed[end] & 0xff);
                    }
                }
                at = end + 1;
            }
        }
    }

    /** A term that was found. */
    @FunctionalInterface
    interface Found {
        void accept(int number, int frequency);
    }
}
