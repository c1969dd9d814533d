package dev.millrace.provider.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a piece of Markdown into sentences; a row of a table and a line of code is one too. */
final class Sentences {

    private static final Pattern MARKER = Pattern.compile("^(?:[-*+>]|\\d{1,3}[.)])\\s+");
    private static final Pattern END =
            Pattern.compile("[.!?][\"”')\\]*_`]*\\s+(?=[\\p{Lu}\\p{N}\"“(`*\\[_])|[。！？]");

    private final List<String> sentences = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();

    private Sentences() {}

    static List<String> of(String text) {
        Sentences cut = new Sentences();
        boolean code = false;
        for (String raw : text.split("\\R", -1)) {
            String line = raw.strip();
            if (line.startsWith("```") || line.startsWith("~~~")) {
                cut.flush();
                code = !code;
            } else if (code) {
                cut.add(line);
            } else {
                cut.read(line);
            }
        }
        cut.flush();
        return cut.sentences;
    }

    private void read(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            // Headings come along with the passage: they are no sentences of it.
            flush();
        } else if (line.startsWith("|")) {
            flush();
            row(line);
        } else {
            Matcher marker = MARKER.matcher(line);
            boolean item = marker.find();
            if (item) {
                flush();
            }
            paragraph.append(paragraph.isEmpty() ? "" : " ");
            paragraph.append(item ? line.substring(marker.end()) : line);
        }
    }

    private void row(String line) {
        String cells = line.replaceAll("^\\|\\s*|\\s*\\|$", "");
        if (!cells.matches("[\\s|:-]*")) {
            add(cells);
        }
    }

    private void flush() {
        int from = 0;
        Matcher end = END.matcher(paragraph);
        while (end.find()) {
            add(paragraph.substring(from, end.end()).strip());
            from = end.end();
        }
        add(paragraph.substring(from).strip());
        paragraph.setLength(0);
    }

    private void add(String sentence) {
        if (!sentence.isEmpty()) {
            sentences.add(sentence);
        }
    }
}
