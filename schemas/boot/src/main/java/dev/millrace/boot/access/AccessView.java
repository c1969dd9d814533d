package dev.millrace.boot.access;

import dev.millrace.events.KeyState;
import dev.millrace.events.LimitSet;
import dev.millrace.events.TokenKey;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.view.ReadModel;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read model of `access`: API keys by id and by hash, and the keys that gateways sign internal
 * tokens with. It answers as far as it has read: ask {@link #lag()} before a "no" or a "yes"
 * counts.
 */
public final class AccessView implements ReadModel {

    private static final Logger log = LoggerFactory.getLogger(AccessView.class);

    private record Announced(PublicKey key, Instant notBefore, Instant notAfter) {}

    private final ReadModel model;
    private final Clock clock;
    private final Map<String, KeyState> byId = new ConcurrentHashMap<>();
    private final Map<String, KeyState> bySha256 = new ConcurrentHashMap<>();
    private final Map<String, Announced> tokenKeys = new ConcurrentHashMap<>();
    private final Map<String, LimitSet> limits = new ConcurrentHashMap<>();

    public AccessView(Log log, Clock clock) {
        this.clock = clock;
        this.model = log.readModel(Topics.ACCESS, this::on);
    }

    /** A key's newest state, active or not; empty when nothing was announced of it. */
    public Optional<KeyState> key(String keyId) {
        return Optional.ofNullable(byId.get(keyId));
    }

    /** The same by the key's SHA-256 in lower-case hexadecimal. */
    public Optional<KeyState> keyBySha256(String sha256) {
        return Optional.ofNullable(bySha256.get(sha256));
    }

    /** The public half of a gateway's token key, if it is good now. */
    public Optional<PublicKey> tokenKey(String tokenKeyId) {
        Announced announced = tokenKeys.get(tokenKeyId);
        Instant now = clock.instant();
        return announced == null
                        || now.isBefore(announced.notBefore())
                        || !now.isBefore(announced.notAfter())
                ? Optional.empty()
                : Optional.of(announced.key());
    }

    /** A limit by its id. */
    public Optional<LimitSet> limit(String limitId) {
        return Optional.ofNullable(limits.get(limitId));
    }

    /** What does not belong here is passed over: it must not stop every service of the house. */
    private void on(String key, @Nullable SpecificRecord value) {
        int slash = key.indexOf('/');
        String kind = key.substring(0, Math.max(slash, 0));
        String id = key.substring(slash + 1);
        switch (value) {
            case null -> withdraw(kind, id);
            case KeyState state when kind.equals("key") -> onKey(id, state);
            case TokenKey announced when kind.equals("token-key") ->
                    put(tokenKeys, id, parse(id, announced));
            case LimitSet limit when kind.equals("limit") -> limits.put(id, limit);
            default -> log.warn("On access under {} stands what does not belong there", key);
        }
    }

    private void withdraw(String kind, String id) {
        switch (kind) {
            case "key" -> onKey(id, null);
            case "token-key" -> tokenKeys.remove(id);
            case "limit" -> limits.remove(id);
            default -> log.warn("Of no known kind on access: {}", kind);
        }
    }

    private void onKey(String id, @Nullable KeyState state) {
        KeyState before = byId.get(id);
        // The new one first: a key must not be unknown for a moment because it changes.
        put(byId, id, state);
        if (state != null) {
            bySha256.put(state.getSha256(), state);
        }
        if (before != null && (state == null || !state.getSha256().equals(before.getSha256()))) {
            bySha256.remove(before.getSha256());
        }
    }

    private static <V> void put(Map<String, V> map, String id, @Nullable V value) {
        if (value == null) {
            map.remove(id);
        } else {
            map.put(id, value);
        }
    }

    private static @Nullable Announced parse(String id, TokenKey announced) {
        byte[] encoded = new byte[announced.getPublicKey().remaining()];
        announced.getPublicKey().duplicate().get(encoded);
        try {
            PublicKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(encoded));
            return new Announced(key, announced.getNotBefore(), announced.getNotAfter());
        } catch (GeneralSecurityException e) {
            log.warn("Token key {} is no Ed25519 key", id);
            return null;
        }
    }

    @Override
    public Duration lag() {
        return model.lag();
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public void start() {
        model.start();
    }

    @Override
    public boolean ready() {
        return model.ready();
    }

    @Override
    public void close() {
        model.close();
    }
}
