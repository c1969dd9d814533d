package dev.millrace.proof.checker;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an answer whose every word names its prompt, its call and its place. */
public final class Words {

    private static final Pattern WORD = Pattern.compile("\\[([A-Za-z0-9-]*)\\|(\\d+)\\|(\\d+)]");

    private Words() {}

    /**
     * What is wrong with the text as an answer to {@code nonce}; empty when nothing is.
     *
     * @param complete how many words it must have; a negative number when a beginning is enough
     */
    public static Optional<String> fault(String text, String nonce, int complete) {
        Matcher word = WORD.matcher(text);
        int index = 0;
        int end = 0;
        String call = null;
        while (word.find()) {
            if (!text.substring(end, word.start()).isBlank()) {
                return Optional.of("something between its words");
            }
            if (!nonce.equals(word.group(1))) {
                return Optional.of("another prompt's nonce " + word.group(1));
            }
            if (call != null && !call.equals(word.group(2))) {
                return Optional.of("two calls mixed: " + call + " and " + word.group(2));
            }
            if (Integer.parseInt(requireNonNull(word.group(3))) != index) {
                return Optional.of("word " + word.group(3) + " where " + index + " belongs");
            }
            call = word.group(2);
            end = word.end();
            index++;
        }
        if (!text.substring(end).isBlank()) {
            return Optional.of("something after its words");
        }
        return complete >= 0 && index != complete
                ? Optional.of(index + " words where " + complete + " belong")
                : Optional.empty();
    }
}
