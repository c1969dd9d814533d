package dev.millrace.store.content;

import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of content: 160 random bits in hexadecimal. */
final class ContentName {

    private static final int BYTES = 20;
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{" + 2 * BYTES + "}");

    private ContentName() {}

    static String random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The name itself, if it is one; what comes from elsewhere may be a path. */
    static String checked(String name) throws NoSuchFileException {
        if (!NAME.matcher(name).matches()) {
            throw new NoSuchFileException("(not a content name)");
        }
        return name;
    }
}
