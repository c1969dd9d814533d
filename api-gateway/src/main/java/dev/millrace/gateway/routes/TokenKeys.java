package dev.millrace.gateway.routes;

import dev.millrace.events.Owner;
import dev.millrace.events.TokenKey;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.publish.Publisher;
import dev.millrace.web.token.TokenSigner;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This instance's pair of keys for internal tokens. The public half stands on `access` before the
 * first call is signed, for a while that is renewed as long as the instance lives; the private half
 * never leaves it.
 */
final class TokenKeys implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);
    private static final Duration VALID = Duration.ofHours(1);

    /** Services may keep time a little differently. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String id = UUID.randomUUID().toString();
    private final KeyPair keys = generate();
    private final Publisher publisher;
    private final Clock clock;
    private final ScheduledExecutorService renewal =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("token-key-renewal").factory());

    TokenKeys(Publisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    TokenSigner signer() {
        return new TokenSigner(id, keys, clock);
    }

    /** Returns when the log has the key: a service that reads `access` knows it soon after. */
    void start() {
        announce();
        long pause = VALID.dividedBy(4).toSeconds();
        var _ = renewal.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.SECONDS);
    }

    private void renew() {
        try {
            announce();
        } catch (RuntimeException e) {
            LOG.warn("The token key could not be renewed; this is tried again", e);
        }
    }

    private void announce() {
        Instant now = clock.instant();
        TokenKey key =
                TokenKey.newBuilder()
                        .setTokenKeyId(id)
                        .setOwner(Owner.newBuilder().build())
                        .setPublicKey(ByteBuffer.wrap(keys.getPublic().getEncoded()))
                        .setNotBefore(now.minus(SKEW))
                        .setNotAfter(now.plus(VALID))
                        .build();
        publisher
                .publish(Topics.ACCESS, "token-key/" + id, key)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Withdrawn, so that the topic does not fill with the keys of instances long gone. */
    @Override
    public void close() {
        renewal.shutdownNow();
        try {
            publisher.withdraw(Topics.ACCESS, "token-key/" + id).get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debug("The token key was not withdrawn; it runs out by itself", e);
        }
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
    }
}
