package dev.millrace.router.classification;

/** Counts characters by script and estimates tokens from them. */
final class TextCount {

    private long cjk;
    private long other;
    private long bytesOfJson;

    void add(char[] chars, int offset, int length) {
        int wide = 0;
        for (int i = offset; i < offset + length; i++) {
            if (isCjk(chars[i])) {
                wide++;
            }
        }
        cjk += wide;
        other += length - wide;
    }

    /** Structure a model reads as text too: tool definitions and tool calls. */
    void addJson(long bytes) {
        bytesOfJson += bytes;
    }

    /**
     * Tokens, within about a quarter for prose: common tokenisers make one token of four Latin
     * characters, and three of four Chinese, Japanese or Korean ones.
     */
    long tokens() {
        return (3 * cjk + other + bytesOfJson + 3) / 4;
    }

    int cjkPercent() {
        long all = cjk + other;
        return all == 0 ? 0 : Math.toIntExact(100 * cjk / all);
    }

    /** The surrogates counted here begin the rare ideographs beyond the basic plane. */
    private static boolean isCjk(char c) {
        return c >= 0x2E80
                && (c <= 0x9FFF
                        || (c >= 0xAC00 && c <= 0xD7AF)
                        || (c >= 0xD840 && c <= 0xD87F)
                        || (c >= 0xF900 && c <= 0xFAFF)
                        || (c >= 0xFF00 && c <= 0xFFEF));
    }
}
