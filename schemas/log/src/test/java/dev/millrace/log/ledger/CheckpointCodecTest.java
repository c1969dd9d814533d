package dev.millrace.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.ledger.Checkpoint.Unfinished;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CheckpointCodecTest {

    private static final int TRIES = 500;

    /** What Kafka stores of a commit's metadata unless told otherwise. */
    private static final int KAFKA_LIMIT = 4_096;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void whatWasWrittenIsReadAgain() {
        for (int i = 0; i < TRIES; i++) {
            Checkpoint checkpoint = anyCheckpoint();
            assertThat(
                            CheckpointCodec.decode(
                                    checkpoint.offset(), CheckpointCodec.encode(checkpoint)))
                    .as("seed %d try %d", seed, i)
                    .contains(checkpoint);
        }
    }

    @Test
    void garbageIsNobodys() {
        String good = CheckpointCodec.encode(anyCheckpoint());
        assertThat(CheckpointCodec.decode(5, "")).isEmpty();
        assertThat(CheckpointCodec.decode(5, "1.")).isEmpty();
        assertThat(CheckpointCodec.decode(5, "1.AAAA")).isEmpty();
        assertThat(CheckpointCodec.decode(5, "2." + good.substring(2))).isEmpty();
        assertThat(CheckpointCodec.decode(5, "a comment of an operator")).isEmpty();
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            String noise = "1." + new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(CheckpointCodec.decode(5, noise)).as("seed %d try %d", seed, i).isEmpty();
        }
    }

    @Test
    void aDamagedTextIsNobodys() {
        for (int i = 0; i < TRIES; i++) {
            Checkpoint checkpoint = anyCheckpoint();
            String text = CheckpointCodec.encode(checkpoint);
            // The last character may carry bits that mean nothing.
            int at = 2 + random.nextInt(text.length() - 3);
            char other = text.charAt(at) == 'A' ? 'B' : 'A';
            String damaged = text.substring(0, at) + other + text.substring(at + 1);
            assertThat(CheckpointCodec.decode(checkpoint.offset(), damaged))
                    .as("seed %d try %d", seed, i)
                    .isEmpty();
            assertThat(CheckpointCodec.decode(checkpoint.offset(), text.substring(0, at)))
                    .as("seed %d try %d", seed, i)
                    .isEmpty();
        }
    }

    /**
     * The longest list: an entry's length grows with its delta and no other entry's, so for each
     * number of wide deltas (two bytes from 32, three from 4,096) the rest is as narrow as can be,
     * and every such mixture that fits the span is tried.
     */
    @Test
    void theWorstListFitsAKafkaCommit() {
        int longest = 0;
        for (int huge = 0; huge * 4_096 < Ledger.WIDEST_SPAN; huge++) {
            for (int wide = 0; huge + wide < Ledger.MOST_UNFINISHED; wide++) {
                int narrow = Ledger.MOST_UNFINISHED - 1 - huge - wide;
                if (huge * 4_096 + wide * 32 + narrow < Ledger.WIDEST_SPAN) {
                    longest = Math.max(longest, lengthOf(huge, wide, narrow));
                }
            }
        }
        assertThat(longest).isBetween(1_500, KAFKA_LIMIT);
    }

    private static int lengthOf(int huge, int wide, int narrow) {
        List<Unfinished> list = new ArrayList<>();
        long offset = Long.MAX_VALUE / 2;
        list.add(new Unfinished(offset, Ledger.MOST_TRIES));
        for (int i = 0; i < huge + wide + narrow; i++) {
            offset += i < huge ? 4_096 : i < huge + wide ? 32 : 1;
            list.add(new Unfinished(offset, Ledger.MOST_TRIES));
        }
        // The end may lie further on, beyond offsets that are finished.
        return CheckpointCodec.encode(
                        new Checkpoint(list.getFirst().offset(), Long.MAX_VALUE, false, list))
                .length();
    }

    private Checkpoint anyCheckpoint() {
        long first = random.nextLong(1L << random.nextInt(1, 60));
        int span = 1 + random.nextInt(1 << random.nextInt(1, 14));
        int count = random.nextInt(Math.min(span, Ledger.MOST_UNFINISHED) + 1);
        List<Unfinished> list =
                LongStream.concat(
                                LongStream.of(0).limit(count),
                                random.longs(Math.max(0, count - 1), 0, span))
                        .distinct()
                        .sorted()
                        .mapToObj(delta -> new Unfinished(first + delta, random.nextInt(4)))
                        .toList();
        long end = first + (list.isEmpty() ? 0 : span);
        long beyond = random.nextBoolean() ? 0 : random.nextInt(1 << random.nextInt(1, 30));
        return new Checkpoint(first, end, random.nextBoolean(), list, end + beyond);
    }
}
