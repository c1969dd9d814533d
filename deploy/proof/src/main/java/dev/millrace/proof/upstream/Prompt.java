package dev.millrace.proof.upstream;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a prompt asks of the upstream, written into the prompt itself: {@code nonce:abc} comes back
 * in every word, {@code words:N} sets the length, {@code cut:N} drops the connection after N words,
 * {@code status:429} refuses, {@code delay:MS} waits before the answer.
 */
record Prompt(String nonce, int words, int cutAfter, int status, int delayMillis) {

    private static final Pattern DIRECTIVE =
            Pattern.compile("\\b(nonce|words|cut|status|delay):([A-Za-z0-9-]+)");

    static Prompt of(String text, int defaultWords, int defaultDelayMillis) {
        String nonce = "";
        int words = defaultWords;
        int cut = Integer.MAX_VALUE;
        int status = 200;
        int delay = defaultDelayMillis;
        Matcher matcher = DIRECTIVE.matcher(text);
        while (matcher.find()) {
            String value = requireNonNull(matcher.group(2));
            switch (requireNonNull(matcher.group(1))) {
                case "nonce" -> nonce = value;
                case "words" -> words = Integer.parseInt(value);
                case "cut" -> cut = Integer.parseInt(value);
                case "status" -> status = Integer.parseInt(value);
                default -> delay = Integer.parseInt(value);
            }
        }
        return new Prompt(nonce, words, cut, status, delay);
    }

    /** Word {@code index} of the answer of call {@code call}: it names prompt, call and place. */
    String word(long call, int index) {
        return "[" + nonce + "|" + call + "|" + index + "]";
    }
}
