package dev.millrace.provider.protocol;

import java.nio.charset.StandardCharsets;

/** What is kept of a vendor's own words: they echo prompts, and may be a whole web page. */
public final class Detail {

    private static final int LIMIT = 2_000;

    private Detail() {}

    public static String of(String said) {
        return said.length() <= LIMIT ? said : said.substring(0, LIMIT);
    }

    /** The body itself where no words were found in it. */
    public static String of(String said, byte[] body) {
        return of(said.isEmpty() ? new String(body, StandardCharsets.UTF_8) : said);
    }
}
