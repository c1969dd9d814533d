package dev.millrace.log.wire;

import java.util.HexFormat;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Avro's CRC-64 fingerprint of a schema's parsing canonical form, and how it is written as a key of
 * `wire-schemas`: sixteen lower-case hexadecimal digits. It ignores defaults, documentation,
 * logical types and attributes.
 */
final class Fingerprint {

    private static final HexFormat HEX = HexFormat.of();

    private Fingerprint() {}

    static long of(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    static String text(long fingerprint) {
        return HEX.toHexDigits(fingerprint);
    }

    static OptionalLong parse(String text) {
        if (text.length() != 16 || !text.chars().allMatch(HexFormat::isHexDigit)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseUnsignedLong(text, 16));
    }
}
