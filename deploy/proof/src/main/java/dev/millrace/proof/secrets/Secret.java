package dev.millrace.proof.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A text that nobody may find.
 *
 * @param name for people
 */
record Secret(String name, String text) {

    /** What is shown of a key to recognise it by is shorter. */
    private static final int TELLING = 24;

    private static final int LENGTH = 56;
    private static final String DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** One as vendors make them, with characters that look different in an address and in JSON. */
    static Secret of(String name, Random random) {
        StringBuilder text = new StringBuilder("sk-");
        for (int i = 0; i < LENGTH; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
            if (i % 16 == 7) {
                text.append("/+".charAt(random.nextInt(2)));
            }
        }
        return new Secret(name, text.toString());
    }

    /** Any of these gives it away: a good part of it, as it is or as it may be written. */
    Set<String> needles() {
        Set<String> needles = new LinkedHashSet<>();
        needles.addAll(parts(text));
        needles.addAll(parts(encoded()));
        needles.addAll(parts(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))));
        // What stands before it moves its Base64 by one or two characters.
        for (String before : List.of("", "a", "ab")) {
            String packed = packed(before + text);
            needles.addAll(parts(packed.substring(4, packed.length() - 4)));
        }
        return needles;
    }

    String encoded() {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String packed(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> parts(String form) {
        List<String> parts = new ArrayList<>();
        for (int at : new int[] {0, (form.length() - TELLING) / 2, form.length() - TELLING}) {
            parts.add(form.substring(at, at + TELLING));
        }
        return parts;
    }

    /** Never with the text. */
    @Override
    public String toString() {
        return name;
    }
}
