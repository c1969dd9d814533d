package dev.millrace.log.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Lane;
import dev.millrace.events.Money;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.sample.OtherVersions;
import dev.millrace.log.sample.Samples;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WireTest {

    private final KnownSchemas known = new KnownSchemas();
    private final WireEncoder encoder = new WireEncoder();
    private final WireDecoder decoder = new WireDecoder(known);
    private final Topic<RequestAccepted> topic = Topics.REQUESTS.interactive();

    @Test
    void aRecordComesBackAsItWasWritten() {
        RequestAccepted record = Samples.accepted("r1");
        assertThat(decode(encoder.encode(record))).isEqualTo(new Decoded.Ready<>(record));
    }

    @Test
    void theBytesAreAvrosSingleObjectEncoding() throws Exception {
        RequestAccepted record = Samples.accepted("r1");
        byte[] bytes = encoder.encode(record);
        ByteBuffer avros = RequestAccepted.getEncoder().encode(record);
        assertThat(ByteBuffer.wrap(bytes)).isEqualTo(avros);
    }

    @Test
    void manyThreadsShareOneEncoder() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                RequestAccepted record =
                        Samples.accepted("r" + i, Lane.BULK, "x".repeat(i * 1_000));
                tasks.add(() -> new Decoded.Ready<>(record).equals(decode(encoder.encode(record))));
            }
            for (var done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    @Test
    void aBadRecordIsRefusedWithoutQuotingIt() {
        Owner incomplete = new Owner("secret-tenant", "team", null);
        assertThatThrownBy(() -> encoder.encode(incomplete))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Owner")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anOlderVersionIsReadWithDefaults() throws Exception {
        Schema older = OtherVersions.without(RequestAccepted.getClassSchema(), "retrieval");
        assertThat(known.learn(key(older), older.toString().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        RequestAccepted now = Samples.accepted("r1");
        assertThat(decode(OtherVersions.write(older, now))).isEqualTo(new Decoded.Ready<>(now));
    }

    @Test
    void aNewerVersionIsReadWithoutWhatIsNew() throws Exception {
        Schema newer = OtherVersions.with(RequestAccepted.getClassSchema(), "addedLater");
        assertThat(known.learn(key(newer), newer.toString().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        RequestAccepted now = Samples.accepted("r1");
        assertThat(decode(OtherVersions.write(newer, now))).isEqualTo(new Decoded.Ready<>(now));
    }

    @Test
    void aSchemaThatHasNotComeIsNamedByItsFingerprint() throws Exception {
        Schema newer = OtherVersions.with(RequestAccepted.getClassSchema(), "addedLater");
        assertThat(decode(OtherVersions.write(newer, Samples.accepted("r1"))))
                .isEqualTo(new Decoded.UnknownSchema<RequestAccepted>(Fingerprint.of(newer)));
    }

    @Test
    void aForgedSchemaUnderAFalseFingerprintDoesNotCount() {
        Schema real = OtherVersions.with(RequestAccepted.getClassSchema(), "addedLater");
        Schema forged = OtherVersions.without(RequestAccepted.getClassSchema(), "body");
        assertThat(known.learn(key(real), forged.toString().getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(known.knows(Fingerprint.of(real))).isFalse();
    }

    @Test
    void textsThatAreNoSchemaDoNotCount() {
        byte[] key = key(RequestAccepted.getClassSchema());
        for (String text :
                List.of(
                        "",
                        "{",
                        "\"string\"",
                        "[]",
                        "null",
                        "[".repeat(100_000),
                        "x".repeat(300_000))) {
            assertThat(known.learn(key, text.getBytes(StandardCharsets.UTF_8))).isFalse();
        }
        assertThat(known.learn(null, null)).isFalse();
        assertThat(known.learn("no key".getBytes(StandardCharsets.UTF_8), new byte[0])).isFalse();
    }

    @Test
    void aRecordThatMayNotStandOnTheTopicIsUnreadable() {
        assertThat(decode(encoder.encode(Samples.outcome("r1"))))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    @Test
    void aRecordThisBuildDoesNotHaveIsUnreadable() throws Exception {
        Schema stranger =
                new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"x.Y\",\"fields\":[]}");
        assertThat(known.learn(key(stranger), stranger.toString().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        byte[] bytes = OtherVersions.header(stranger);
        assertThat(decode(bytes)).isInstanceOf(Decoded.Unreadable.class);
    }

    @Test
    void garbageIsUnreadable() {
        assertThat(decode(null)).isInstanceOf(Decoded.Unreadable.class);
        assertThat(decode(new byte[0])).isInstanceOf(Decoded.Unreadable.class);
        assertThat(decode("{\"json\":true}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Decoded.Unreadable.class);
        assertThat(decode(encoder.encode(new Money(1L, "USD"))))
                .isInstanceOf(Decoded.UnknownSchema.class);
    }

    /** Whatever is done to the bytes, reading them neither throws nor believes a length. */
    @Test
    void damagedRecordsNeverThrow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = encoder.encode(Samples.accepted("r1", Lane.BULK, "y".repeat(300)));
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bad[WireEncoder.HEADER + random.nextInt(bad.length - WireEncoder.HEADER)] =
                        (byte) random.nextInt();
            }
            byte[] cut =
                    random.nextBoolean()
                            ? bad
                            : Arrays.copyOf(bad, WireEncoder.HEADER + random.nextInt(bad.length));
            assertThat(decode(cut))
                    .as("seed %d, try %d", seed, i)
                    .isNotInstanceOf(Decoded.UnknownSchema.class);
        }
    }

    @Test
    void bytesAfterTheRecordAreNotIgnored() {
        byte[] good = encoder.encode(Samples.accepted("r1"));
        assertThat(decode(Arrays.copyOf(good, good.length + 1)))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    private Decoded<RequestAccepted> decode(byte @Nullable [] bytes) {
        return decoder.decode(bytes, topic);
    }

    private static byte[] key(Schema schema) {
        return Fingerprint.text(Fingerprint.of(schema)).getBytes(StandardCharsets.UTF_8);
    }
}
