package dev.millrace.boot.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.LimitSet;
import dev.millrace.events.Owner;
import dev.millrace.events.TokenKey;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.KafkaLog;
import dev.millrace.log.Log;
import dev.millrace.log.LogSettings;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.publish.Publisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AccessViewTest {

    private final Instant now = Clock.systemUTC().instant();

    private final Log log =
            KafkaLog.open(
                    new LogSettings(
                            TestCluster.shared().bootstrapServers(),
                            Service.API_GATEWAY,
                            OptionalInt.empty(),
                            Map.of(),
                            failure -> {}),
                    OpenTelemetry.noop(),
                    new SimpleMeterRegistry());
    private final Publisher publisher = log.publisher(Pace.INTERACTIVE);
    private final AccessView view = new AccessView(log, Clock.systemUTC());
    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void follow() {
        view.start();
        await().until(view::ready);
        assertThat(view.lag()).isLessThan(Duration.ofSeconds(5));
        assertThat(view.name()).isEqualTo("millrace.access");
    }

    @AfterEach
    void close() {
        view.close();
        log.close();
    }

    @Test
    void aKeyIsFoundByItsIdAndItsHashAndARevocationArrives() {
        publish("key/" + id, key("hash-1" + id, KeyStatus.ACTIVE));
        await().until(() -> view.keyBySha256("hash-1" + id).isPresent());
        assertThat(view.key(id)).map(KeyState::getStatus).contains(KeyStatus.ACTIVE);

        publish("key/" + id, key("hash-1" + id, KeyStatus.REVOKED));
        await().until(
                        () -> view.keyBySha256("hash-1" + id).orElseThrow().getStatus(),
                        KeyStatus.REVOKED::equals);
        assertThat(view.key(id)).map(KeyState::getStatus).contains(KeyStatus.REVOKED);
    }

    @Test
    void anotherHashReplacesTheFirstAndAWithdrawalEndsBoth() {
        publish("key/" + id, key("hash-1" + id, KeyStatus.ACTIVE));
        publish("key/" + id, key("hash-2" + id, KeyStatus.ACTIVE));
        await().until(() -> view.keyBySha256("hash-2" + id).isPresent());
        await().until(() -> view.keyBySha256("hash-1" + id).isEmpty());

        publisher.withdraw(Topics.ACCESS, "key/" + id).join();
        await().until(() -> view.key(id).isEmpty());
        await().until(() -> view.keyBySha256("hash-2" + id).isEmpty());
    }

    @Test
    void aTokenKeyIsGoodWithinItsTimeAlone() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = java.util.Objects.requireNonNull(keys.getPublic().getEncoded());
        publish("token-key/old-" + id, tokenKey(encoded, now.minusSeconds(9), now.minusSeconds(1)));
        publish(
                "token-key/new-" + id,
                tokenKey(encoded, now.plusSeconds(900), now.plusSeconds(999)));
        publish(
                "token-key/bad-" + id,
                tokenKey(
                        "no key".getBytes(StandardCharsets.UTF_8),
                        now.minusSeconds(1),
                        now.plusSeconds(999)));
        publish("token-key/" + id, tokenKey(encoded, now.minusSeconds(9), now.plusSeconds(999)));
        await().until(() -> view.tokenKey(id).isPresent());
        assertThat(view.tokenKey(id)).contains(keys.getPublic());
        for (String not : List.of("old-", "new-", "bad-", "none-")) {
            assertThat(view.tokenKey(not + id)).as(not).isEmpty();
        }
        publisher.withdraw(Topics.ACCESS, "token-key/" + id).join();
        await().until(() -> view.tokenKey(id).isEmpty());
    }

    @Test
    void whatDoesNotBelongThereIsPassedOver() {
        publish("key/" + id, limit());
        publish("unknown/" + id, limit());
        publish("without-kind", limit());
        publish("limit/" + id, limit());
        await().until(() -> view.limit(id).isPresent());
        assertThat(view.key(id)).isEmpty();
        publisher.withdraw(Topics.ACCESS, "limit/" + id).join();
        await().until(() -> view.limit(id).isEmpty());
    }

    private void publish(String key, org.apache.avro.specific.SpecificRecord record) {
        publisher.publish(Topics.ACCESS, key, record).join();
    }

    private KeyState key(String sha256, KeyStatus status) {
        return KeyState.newBuilder()
                .setKeyId(id)
                .setOwner(new Owner("default", "default", "default"))
                .setSha256(sha256)
                .setPrefix("mk-1")
                .setStatus(status)
                .setChangedAt(now)
                .build();
    }

    private TokenKey tokenKey(byte[] publicKey, Instant notBefore, Instant notAfter) {
        return new TokenKey(
                id,
                new Owner("default", "default", "default"),
                ByteBuffer.wrap(publicKey),
                notBefore,
                notAfter);
    }

    private LimitSet limit() {
        return LimitSet.newBuilder()
                .setLimitId(id)
                .setOwner(new Owner("default", "default", "default"))
                .setSubject("key")
                .setChangedAt(now)
                .build();
    }

    /** Patient: a busy machine is no failure. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }
}
