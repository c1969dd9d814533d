package dev.millrace.rag.embedding;

import java.util.ArrayList;
import java.util.List;

/** Texts in calls of a bounded size. */
final class Batches {

    private Batches() {}

    /** The texts in their order; no batch is empty. */
    static List<List<String>> of(List<String> texts, int most, long mostBytes) {
        List<List<String>> batches = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < texts.size(); i++) {
            long size = utf8(texts.get(i));
            if (i > from && (i - from == most || bytes + size > mostBytes)) {
                batches.add(texts.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        batches.add(texts.subList(from, texts.size()));
        return batches;
    }

    /** Never less than it takes: half a pair counts as much as a whole one. */
    private static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return bytes;
    }
}
