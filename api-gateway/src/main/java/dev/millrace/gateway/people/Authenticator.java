package dev.millrace.gateway.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.boot.access.AccessView;
import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key a caller presents. Keys are compared by their SHA-256, so that the time of a
 * look-up tells nothing of the key. On the way of a known key there is no database; an unknown one
 * asks it once, its "no" is remembered, and such questions are limited per address.
 */
final class Authenticator {

    private static final String BEARER = "Bearer ";
    private static final int LONGEST_KEY = 512;

    /** A view further behind refuses instead of guessing: a revocation may be on its way. */
    private static final Duration LONGEST_LAG = Duration.ofSeconds(10);

    private static final Duration NO_IS_REMEMBERED = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int QUESTIONS_PER_ADDRESS = 20;

    private final AccessView access;
    private final Function<String, Optional<KeyState>> database;
    private final Clock clock;
    private final Cache<String, Boolean> unknown;
    private final Cache<String, AtomicInteger> questions;

    /**
     * Looks keys up.
     *
     * @param database a key's state by its SHA-256
     */
    Authenticator(
            AccessView access,
            Function<String, Optional<KeyState>> database,
            Clock clock,
            Ticker ticker) {
        this.access = access;
        this.database = database;
        this.clock = clock;
        this.unknown =
                Caffeine.newBuilder()
                        .expireAfterWrite(NO_IS_REMEMBERED)
                        .maximumSize(100_000)
                        .ticker(ticker)
                        .build();
        this.questions =
                Caffeine.newBuilder()
                        .expireAfterWrite(NO_IS_REMEMBERED)
                        .maximumSize(100_000)
                        .ticker(ticker)
                        .build();
    }

    /** The key of an {@code Authorization} header; refuses what is missing, unknown or over. */
    KeyState authenticate(@Nullable String authorization, String address) {
        if (authorization == null || authorization.isBlank()) {
            throw ApiException.of(ErrorCode.MISSING_API_KEY);
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || authorization.length() > LONGEST_KEY) {
            throw ApiException.of(ErrorCode.INVALID_API_KEY);
        }
        String hash = KeyText.hash(authorization.substring(BEARER.length()).strip());
        if (!access.ready() || access.lag().compareTo(LONGEST_LAG) > 0) {
            throw ApiException.of(ErrorCode.SERVICE_UNAVAILABLE).retryAfter(PAUSE);
        }
        KeyState key =
                access.keyBySha256(hash)
                        .or(() -> ask(hash, address))
                        .orElseThrow(() -> ApiException.of(ErrorCode.INVALID_API_KEY));
        if (key.getStatus() != KeyStatus.ACTIVE) {
            throw ApiException.of(ErrorCode.INVALID_API_KEY);
        }
        if (key.getExpiresAt().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
            throw ApiException.of(ErrorCode.EXPIRED_API_KEY);
        }
        return key;
    }

    private Optional<KeyState> ask(String hash, String address) {
        if (unknown.getIfPresent(hash) != null) {
            return Optional.empty();
        }
        AtomicInteger asked = questions.get(address, _ -> new AtomicInteger());
        if (asked.incrementAndGet() > QUESTIONS_PER_ADDRESS) {
            throw ApiException.of(ErrorCode.RATE_LIMIT_EXCEEDED).retryAfter(NO_IS_REMEMBERED);
        }
        Optional<KeyState> found = database.apply(hash);
        if (found.isEmpty()) {
            unknown.put(hash, true);
        }
        return found;
    }
}
