package dev.millrace.web.page;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on: the sort keys of the last item, opaque to clients (base64url of a CRC-32C
 * and the keys, each ended by a zero byte). It is no secret and grants nothing: the checksum only
 * tells an honest mistake, and whoever reads a cursor still filters by the caller.
 */
public final class PageCursor {

    private static final int LIMIT = 1024;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private PageCursor() {}

    /**
     * The cursor of the item with these keys.
     *
     * @param keys the item's sort keys, none with a zero character
     */
    public static String encode(String... keys) {
        StringBuilder text = new StringBuilder();
        for (String key : keys) {
            if (key.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a sort key holds a zero character");
            }
            text.append(key).append('\0');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return ENCODER.encodeToString(
                ByteBuffer.allocate(Integer.BYTES + bytes.length)
                        .putInt(checksum(bytes))
                        .put(bytes)
                        .array());
    }

    /**
     * The keys of a cursor; empty without one.
     *
     * @param param the query parameter it came in
     * @param count how many keys this list has
     * @throws ApiException `invalid_value` when it is none that {@link #encode} made
     */
    public static List<String> decode(String param, @Nullable String cursor, int count) {
        if (cursor == null || cursor.isEmpty()) {
            return List.of();
        }
        try {
            if (cursor.length() <= LIMIT) {
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
                if (bytes.remaining() > Integer.BYTES) {
                    int checksum = bytes.getInt();
                    byte[] rest = new byte[bytes.remaining()];
                    bytes.get(rest);
                    String text =
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(rest))
                                    .toString();
                    List<String> keys = List.of(text.split("\0", -1));
                    // The last piece follows the last zero and is empty.
                    if (checksum == checksum(rest)
                            && keys.size() == count + 1
                            && keys.getLast().isEmpty()) {
                        return keys.subList(0, count);
                    }
                }
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw ApiException.at(param, ErrorCode.INVALID_VALUE);
        }
        throw ApiException.at(param, ErrorCode.INVALID_VALUE);
    }

    /**
     * How many items a page has: {@code asked}, or {@code usual} when nothing was.
     *
     * @throws ApiException `invalid_value` outside 1 to {@code most}
     */
    public static int limit(@Nullable Integer asked, int usual, int most) {
        if (asked == null) {
            return usual;
        }
        if (asked < 1 || asked > most) {
            throw ApiException.at("limit", ErrorCode.INVALID_VALUE, "1–" + most);
        }
        return asked;
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
