package dev.millrace.log.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.DeadLetter;
import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.sample.BrokerlessLog;
import dev.millrace.log.sample.Samples;
import dev.millrace.log.wire.WireEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private final BrokerlessLog log = new BrokerlessLog();
    private final WireEncoder encoder = new WireEncoder();

    @Test
    void aRecordThatCanBeReadIsBuriedUnderItsOwnerAndItsRequestEndsWithItsHead() {
        bury(Topics.EXECUTIONS.bulk(), "r1", encoder.encode(Samples.execution("r1")), "poison");
        assertThat(log.published(DeadLetter.class).getFirst().getOwner()).isEqualTo(Samples.OWNER);
        OutcomeReached outcome = log.published(OutcomeReached.class).getFirst();
        assertThat(outcome.getEnding()).isEqualTo(Ending.FAILED);
        assertThat(outcome.getLane()).isEqualTo(Lane.BULK);
        assertThat(outcome.getOwner()).isEqualTo(Samples.OWNER);
        assertThat(outcome.getHead().orElseThrow().getRequestId()).isEqualTo("r1");
        assertThat(outcome.getDecidedBy()).isEqualTo("router-service");
    }

    @Test
    void anUndecodableOutcomeEndsItsRequestLikewise() {
        bury(Topics.OUTCOMES.interactive(), "r1", new byte[] {1, 2, 3}, "undecodable");
        OutcomeReached outcome = log.published(OutcomeReached.class).getFirst();
        assertThat(outcome.getRequestId()).isEqualTo("r1");
        assertThat(outcome.getHead()).isEmpty();
        assertThat(outcome.getOwner().getTenant()).isEqualTo("default");
        assertThat(outcome.getFailure().orElseThrow().getCode()).isEqualTo("undecodable");
    }

    @Test
    void anOutcomeThatCannotBeHandledKeepsItsOwner() {
        bury(Topics.OUTCOMES.interactive(), "r1", encoder.encode(Samples.outcome("r1")), "poison");
        assertThat(log.published(OutcomeReached.class).getFirst().getOwner())
                .isEqualTo(Samples.OWNER);
    }

    @Test
    void resultsRepliesAndOtherKeysEndNothing() {
        bury(Topics.RESULTS, "r1", new byte[0], "undecodable");
        bury(Topics.REPLIES, "r1", new byte[0], "undecodable");
        bury(Topics.CONTROLS, "r1", new byte[0], "undecodable");
        bury(Topics.REQUESTS.bulk(), null, new byte[0], "undecodable");
        bury(Topics.REQUESTS.bulk(), "x".repeat(1_000), new byte[0], "undecodable");
        assertThat(log.published(DeadLetter.class)).hasSize(5);
        assertThat(log.published(OutcomeReached.class)).isEmpty();
        assertThat(log.published(RequestFinished.class)).isEmpty();
    }

    @Test
    void onlyTheBeginningOfALargeRecordIsKept() {
        byte[] large = "y".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        bury(Topics.CONTROLS, "k", large, "undecodable");
        DeadLetter letter = log.published(DeadLetter.class).getFirst();
        assertThat(letter.getSize()).isEqualTo(200_000);
        assertThat(Content.open(letter.getHead()).orElseThrow()).hasSize(64 * 1024);
    }

    @Test
    void aHeadAsLargeAsARecordCanBeIsLeftOutRatherThanTheEndingItself() {
        RequestHead head =
                RequestHead.newBuilder(Samples.head("r1", Lane.INTERACTIVE))
                        .setTags(Map.of("x".repeat(200_000), "y"))
                        .build();
        byte[] record = encoder.encode(RequestAccepted.newBuilder().setHead(head).build());
        // The ending carries the same head and a little more.
        log.limit(record.length);
        bury(Topics.REQUESTS.interactive(), "r1", record, "poison");
        OutcomeReached outcome = log.published(OutcomeReached.class).getFirst();
        assertThat(outcome.getHead()).isEmpty();
        assertThat(outcome.getOwner()).isEqualTo(Samples.OWNER);
        assertThat(outcome.getFailure().orElseThrow().getCode()).isEqualTo("poison");
    }

    @Test
    void anOwnerThatCanBeNobodysNameIsNotBelieved() {
        OutcomeReached outcome =
                OutcomeReached.newBuilder(Samples.outcome("r1"))
                        .setOwner(new Owner("tenant", "team", "x".repeat(100_000)))
                        .build();
        bury(Topics.OUTCOMES.interactive(), "r1", encoder.encode(outcome), "poison");
        assertThat(log.published(DeadLetter.class).getFirst().getOwner().getUser())
                .isEqualTo("default");
        assertThat(log.published(OutcomeReached.class).getFirst().getOwner().getUser())
                .isEqualTo("default");
    }

    @Test
    void aRecordBuriedTwiceIsOneLetter() {
        bury(Topics.CONTROLS, "k", new byte[1], "undecodable");
        bury(Topics.CONTROLS, "k", new byte[1], "undecodable");
        assertThat(log.published(DeadLetter.class))
                .extracting(DeadLetter::getDeadLetterId)
                .hasSize(2)
                .containsOnly(log.published(DeadLetter.class).getFirst().getDeadLetterId());
    }

    @Test
    void theTextOfAFailureIsKeptNowhere() {
        Throwable failure =
                new IllegalStateException("secret", new IllegalArgumentException("also secret"));
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(Topics.CONTROLS.name(), 0, 7, new byte[0], null);
        log.context().deadLetters().bury(record, Topics.CONTROLS, "g", "poison", failure).join();
        assertThat(log.published(DeadLetter.class).getFirst().getCause())
                .startsWith("java.lang.IllegalArgumentException at ")
                .contains("DeadLettersTest")
                .doesNotContain("secret");
        assertThat(Buried.place(null)).isEmpty();
    }

    private void bury(
            Topic<? extends SpecificRecord> topic,
            @Nullable String key,
            byte[] value,
            String code) {
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        log.context()
                .deadLetters()
                .bury(
                        new ConsumerRecord<>(topic.name(), 0, 7, bytes, value),
                        topic,
                        "router-service.test",
                        code,
                        null)
                .join();
    }
}
