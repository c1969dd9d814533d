package dev.millrace.log.ledger;

import dev.millrace.log.ledger.Checkpoint.Unfinished;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A checkpoint as the metadata of Kafka's committed offset, which holds 4,096 characters unless the
 * broker is told otherwise ({@code offset.metadata.max.bytes}).
 *
 * <p>Version 1 is {@code "1."} and the unpadded URL-safe Base64 of
 *
 * <pre>
 *   flags     1 byte, bit 0: clean, bit 1: seen lies beyond end
 *   span      varint: end - committed offset
 *   seen      varint: seen - end, if bit 1 is set
 *   entries   for each unfinished offset, ascending: varint of (delta << 2 | tries), delta counted
 *             from the entry before it, the first from the committed offset
 *   checksum  CRC32C of all that, 4 bytes, big-endian
 * </pre>
 *
 * <p>A delta below 32 takes one byte, below 4,096 two: at most 1,000 entries within 20,000 offsets
 * take under 1,700 bytes, 2,300 characters. Whatever does not decode, or does not stand up to its
 * checksum, is nobody's: the partition is read again from the committed offset.
 */
final class CheckpointCodec {

    private static final String VERSION = "1.";
    private static final int CLEAN = 1;
    private static final int SEEN = 2;
    private static final int CHECKSUM_BYTES = 4;
    private static final int TRIES_BITS = 2;
    private static final int TRIES_MASK = (1 << TRIES_BITS) - 1;
    private static final int WIDEST_VARINT = 10;

    private CheckpointCodec() {}

    static String encode(Checkpoint checkpoint) {
        ByteBuffer out =
                ByteBuffer.allocate(
                        1 + WIDEST_VARINT * (2 + checkpoint.unfinished().size()) + CHECKSUM_BYTES);
        long beyond = checkpoint.seen() - checkpoint.end();
        out.put((byte) ((checkpoint.clean() ? CLEAN : 0) | (beyond > 0 ? SEEN : 0)));
        putVarint(out, checkpoint.end() - checkpoint.offset());
        if (beyond > 0) {
            putVarint(out, beyond);
        }
        long before = checkpoint.offset();
        for (Unfinished one : checkpoint.unfinished()) {
            putVarint(out, ((one.offset() - before) << TRIES_BITS) | one.tries());
            before = one.offset();
        }
        out.putInt(checksum(out.array(), out.position()));
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Empty when the metadata is none of ours, or damaged. */
    static Optional<Checkpoint> decode(long offset, String metadata) {
        if (!metadata.startsWith(VERSION)) {
            return Optional.empty();
        }
        try {
            byte[] text =
                    metadata.substring(VERSION.length()).getBytes(StandardCharsets.ISO_8859_1);
            ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            int end = in.limit() - CHECKSUM_BYTES;
            if (end < 2 || in.getInt(end) != checksum(in.array(), end)) {
                return Optional.empty();
            }
            return Optional.of(body(offset, in.limit(end)));
        } catch (RuntimeException _) {
            // Not Base64, or a varint that runs over the end: the checksum was right by accident.
            return Optional.empty();
        }
    }

    private static Checkpoint body(long offset, ByteBuffer in) {
        byte flags = in.get();
        boolean clean = (flags & CLEAN) != 0;
        long end = offset + varint(in);
        long seen = (flags & SEEN) == 0 ? end : end + varint(in);
        List<Unfinished> unfinished = new ArrayList<>();
        long before = offset;
        while (in.hasRemaining()) {
            long entry = varint(in);
            before += entry >>> TRIES_BITS;
            if (before >= end) {
                throw new IllegalArgumentException("an unfinished offset beyond the end");
            }
            unfinished.add(new Unfinished(before, (int) entry & TRIES_MASK));
        }
        return new Checkpoint(offset, end, clean, unfinished, seen);
    }

    private static void putVarint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint without an end");
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
