package dev.millrace.gateway.replies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.events.Authority;
import dev.millrace.events.CancelRequested;
import dev.millrace.events.Ending;
import dev.millrace.events.Lane;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Owner;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.log.publish.Publisher;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTest {

    private final FakeReplies replies = new FakeReplies();
    private final FakePublisher publisher = new FakePublisher();
    private final AtomicReference<Attention.State> attention =
            new AtomicReference<>(Attention.State.ALONE);
    private final RepliesProperties properties =
            new RepliesProperties(
                    Duration.ofMillis(300),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(100),
                    Duration.ofMillis(300));
    private final Endings endings = new Endings(publisher, Clock.systemUTC());
    private final Departures departures =
            new Departures(
                    new Attention() {
                        @Override
                        public State of(String requestId) {
                            return attention.get();
                        }

                        @Override
                        public void watch(String requestId, Instant until) {}
                    },
                    endings,
                    properties.abandonAfter());
    private final Pulse pulse = new Pulse();
    private final Interactive interactive =
            new Interactive(
                    replies,
                    publisher,
                    endings,
                    departures,
                    new Attention() {
                        @Override
                        public State of(String requestId) {
                            return State.ALONE;
                        }

                        @Override
                        public void watch(String requestId, Instant until) {}
                    },
                    properties,
                    pulse,
                    Clock.systemUTC());

    @AfterEach
    void close() {
        pulse.close();
        departures.close();
    }

    @Test
    void anAnswerEndsTheWait() throws Exception {
        try (Call call = interactive.send(request(60, false), () -> false)) {
            publisher.acknowledge();
            replies.write(Records.finished("a", 0, "[]"));

            assertThat(call.finish().getRequestId()).isEqualTo(Records.ID);
        }
    }

    @Test
    void aLogThatDoesNotAcknowledgeIsUnavailableAndALateArrivalIsCancelled() {
        try (Call call = interactive.send(request(60, false), () -> false)) {
            ApiException refused = catchThrowableOfType(ApiException.class, call::finish);

            assertThat(refused.code()).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
            assertThat(refused.retryAfter()).isNotNull();
        }
        assertThat(publisher.published(OutcomeReached.class)).isEmpty();

        publisher.acknowledge();

        Awaitility.await().until(() -> !publisher.published(OutcomeReached.class).isEmpty());
        assertThat(publisher.published(OutcomeReached.class).getFirst().getEnding())
                .isEqualTo(Ending.CANCELLED);
    }

    @Test
    void aRecordTheLogRefusesIsRefusedAtOnce() {
        try (Call call = interactive.send(request(60, false), () -> false)) {
            publisher.refuse(new Publisher.TooLarge("too large"));

            assertThat(catchThrowableOfType(ApiException.class, call::acknowledged).code())
                    .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
        }
    }

    @Test
    void aDeadlineEndsTheRequestEvenWhenNobodyConfirmsIt() {
        try (Call call = interactive.send(request(0, false), () -> false)) {
            publisher.acknowledge();

            assertThat(catchThrowableOfType(ApiException.class, call::finish).code())
                    .isEqualTo(ErrorCode.EXPIRED);
        }
        assertThat(publisher.published(OutcomeReached.class)).hasSize(1);
        assertThat(publisher.published(OutcomeReached.class).getFirst().getEnding())
                .isEqualTo(Ending.EXPIRED);
    }

    @Test
    void aRequestWhoseClientLeftIsCancelledOnceNobodyWatchesIt() {
        attention.set(Attention.State.WATCHED);
        leave(false);
        Awaitility.await()
                .during(Duration.ofMillis(600))
                .until(() -> publisher.published(OutcomeReached.class).isEmpty());

        attention.set(Attention.State.ALONE);

        Awaitility.await().until(() -> !publisher.published(CancelRequested.class).isEmpty());
        assertThat(publisher.published(OutcomeReached.class).getFirst().getHead()).isPresent();
    }

    @Test
    void aRequestThatHasEndedOrIsKeptIsLeftAlone() {
        attention.set(Attention.State.ENDED);
        leave(false);
        nobodyEndsIt();

        attention.set(Attention.State.ALONE);
        leave(true);
        nobodyEndsIt();
    }

    private void nobodyEndsIt() {
        Awaitility.await()
                .during(Duration.ofSeconds(1))
                .until(() -> publisher.published(OutcomeReached.class).isEmpty());
    }

    private void leave(boolean kept) {
        try (Call call = interactive.send(request(60, kept), () -> true)) {
            publisher.acknowledge();
            assertThat(catchThrowableOfType(ClientGone.class, call::finish)).isNotNull();
        }
    }

    private RequestAccepted request(int seconds, boolean keep) {
        return RequestAccepted.newBuilder()
                .setHead(
                        RequestHead.newBuilder()
                                .setRequestId(Records.ID)
                                .setLane(Lane.INTERACTIVE)
                                .setAcceptedAt(Instant.now())
                                .setDeadline(Instant.now().plusSeconds(seconds))
                                .setAuthority(
                                        Authority.newBuilder()
                                                .setOwner(Owner.newBuilder().build())
                                                .build())
                                .setModel("m")
                                .setKeep(keep)
                                .setReplyTo(replies.address())
                                .build())
                .build();
    }
}
