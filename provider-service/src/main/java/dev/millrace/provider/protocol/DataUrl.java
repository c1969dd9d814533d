package dev.millrace.provider.protocol;

import java.util.Optional;

/**
 * Content within an address (RFC 2397), as OpenAI's clients send images and files.
 *
 * @param type its media type
 * @param base64 as it stands there
 */
public record DataUrl(String type, String base64) {

    private static final String START = "data:";
    private static final String BASE64 = ";base64,";

    /** Empty for an address of another kind. */
    public static Optional<DataUrl> of(String url) {
        int at = url.indexOf(BASE64);
        return url.startsWith(START) && at > 0
                ? Optional.of(
                        new DataUrl(
                                url.substring(START.length(), at),
                                url.substring(at + BASE64.length())))
                : Optional.empty();
    }
}
