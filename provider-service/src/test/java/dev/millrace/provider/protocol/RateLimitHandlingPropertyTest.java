package dev.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.attempt.Verdict;
import dev.millrace.provider.chat.ChatCall;
import dev.millrace.provider.chat.ChatProvider;
import dev.millrace.provider.faults.VendorWords;
import dev.millrace.provider.upstream.Head;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.RateLimits;
import dev.millrace.provider.upstream.Reply;
import dev.millrace.provider.upstream.ScriptedUpstream;
import dev.millrace.provider.upstream.UpstreamClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * However a vendor says that a rate is used up, it is understood as that, and the pause is the one
 * it asked for, never negative and never more than a day.
 */
@Timeout(120)
class RateLimitHandlingPropertyTest {

    private static final int TRIES = 100;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration DAY = Duration.ofDays(1);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private static void within(@Nullable Duration pause, String where) {
        if (pause != null) {
            assertThat(pause).as(where).isBetween(Duration.ZERO, DAY);
        }
    }

    /** What no vendor should say. */
    private String odd() {
        List<String> odd =
                List.of(
                        "-1",
                        "NaN",
                        "Infinity",
                        "1e400",
                        "",
                        "soon",
                        "999h",
                        "99999m",
                        "999999s",
                        "999999999ms",
                        "86401",
                        "2099-01-01T00:00:00Z",
                        "0x10",
                        "12d3h",
                        "1,2",
                        "9223372036854775808",
                        "١٢");
        return odd.get(random.nextInt(odd.size()));
    }

    @Test
    void everyVendorsRefusalOfARateIsOneAndItsPauseIsBound() throws Exception {
        try (UpstreamClient client =
                new UpstreamClient(Clock.systemUTC(), new Patience(LONG, LONG, LONG, 1 << 20))) {
            for (VendorWords words : VendorWords.all()) {
                try (ScriptedUpstream upstream = new ScriptedUpstream()) {
                    upstream.streaming(words.streamType());
                    ChatProvider provider = words.open(upstream.url(), client);
                    for (int i = 0; i < TRIES; i++) {
                        refused(words, upstream, provider, i);
                    }
                }
            }
        }
    }

    private void refused(
            VendorWords words, ScriptedUpstream upstream, ChatProvider provider, int i) {
        List<String> headers = new ArrayList<>();
        Duration expected = null;
        boolean strange = random.nextBoolean();
        if (strange) {
            for (String name :
                    List.of(
                            "retry-after",
                            "retry-after-ms",
                            "x-ratelimit-reset-requests",
                            "x-ratelimit-reset-tokens",
                            "anthropic-ratelimit-requests-reset")) {
                if (random.nextBoolean()) {
                    headers.add(name + ": " + odd());
                }
            }
            headers.add("x-ratelimit-limit-requests: 10");
            headers.add("x-ratelimit-remaining-requests: 0");
            headers.add("x-ratelimit-remaining-tokens: 0");
            headers.add("anthropic-ratelimit-requests-limit: 10");
            headers.add("anthropic-ratelimit-requests-remaining: 0");
        } else if (random.nextBoolean()) {
            int seconds = random.nextInt(200_000);
            headers.add("Retry-After: " + seconds);
            expected = shorter(Duration.ofSeconds(seconds));
        } else {
            int millis = random.nextInt(200_000_000);
            headers.add("retry-after: 3");
            headers.add("retry-after-ms: " + millis);
            expected = shorter(Duration.ofMillis(millis));
        }
        String body =
                random.nextBoolean()
                        ? "{\"error\":{\"message\":\"Please retry after "
                                + random.nextInt(999_999)
                                + " seconds.\"}}"
                        : "<html>slow down</html>";
        String where = "seed %d, try %d: %s: %s %s".formatted(seed, i, words.name(), headers, body);
        upstream.then(Reply.error(429, body, headers.toArray(String[]::new)));
        ProviderFailure failure = failure(provider, random.nextBoolean());
        assertThat(failure).as(where).isInstanceOf(ProviderFailure.RateLimited.class);
        Duration pause = Verdict.retryAfter(failure);
        within(pause, where);
        if (!strange) {
            assertThat(pause).as(where).isEqualTo(expected);
        }
        // As the vendor documents it: seven seconds.
        upstream.then(words.rateLimited());
        assertThat(Verdict.retryAfter(failure(provider, false)))
                .as(where)
                .isEqualTo(Duration.ofSeconds(7));
    }

    private static Duration shorter(Duration pause) {
        return pause.compareTo(DAY) < 0 ? pause : DAY;
    }

    private static ProviderFailure failure(ChatProvider provider, boolean stream) {
        RequestBody body =
                RequestBody.parse(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                                .getBytes(StandardCharsets.UTF_8));
        ChatCall call = new ChatCall("m", body, stream, Instant.now().plus(LONG));
        ProviderException refused =
                catchThrowableOfType(
                        ProviderException.class,
                        () -> provider.chat(call, (_, _) -> {}, new Cancellation()));
        return refused.failure();
    }

    /** A span as OpenAI writes it: {@code 1h2m3.5s}, {@code 120ms}. */
    private String span(long millis) {
        if (millis < 1_000) {
            return millis + "ms";
        }
        StringBuilder text = new StringBuilder();
        long hours = millis / 3_600_000;
        long minutes = millis / 60_000 % 60;
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (minutes > 0 || hours > 0) {
            text.append(minutes).append('m');
        }
        return text.append("%d.%03ds".formatted(millis / 1_000 % 60, millis % 1_000)).toString();
    }

    @Test
    void headersTellHowLongNothingIsLeftInWhateverFormTheyAre() {
        for (int i = 0; i < 10 * TRIES; i++) {
            long millis = random.nextInt(86_400_000);
            Map<String, String> headers = new TreeMap<>();
            headers.put("x-ratelimit-limit-requests", "60");
            headers.put("x-ratelimit-remaining-requests", random.nextBoolean() ? "0" : "1");
            Duration expected = Duration.ofMillis(millis);
            switch (random.nextInt(3)) {
                case 0 -> headers.put("x-ratelimit-reset-requests", span(millis));
                case 1 ->
                        headers.put(
                                "x-ratelimit-reset-requests",
                                "%d.%03d".formatted(millis / 1_000, millis % 1_000));
                default -> {
                    Instant date = Instant.now().truncatedTo(ChronoUnit.SECONDS);
                    headers.put(
                            "date",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                    ZonedDateTime.ofInstant(date, ZoneOffset.UTC)));
                    headers.put("x-ratelimit-reset-requests", date.plusMillis(millis).toString());
                }
            }
            String where = "seed %d, try %d: %s".formatted(seed, i, headers);
            RateLimits rates = Objects.requireNonNull(RateHeaders.openAi(new Head(200, headers)));
            // Rounded up: never earlier than the vendor said.
            Duration reset =
                    Objects.requireNonNull(Objects.requireNonNull(rates.requests()).reset());
            assertThat(reset).as(where).isBetween(expected, expected.plusMillis(1));
            boolean empty = "0".equals(headers.get("x-ratelimit-remaining-requests"));
            assertThat(rates.pause()).as(where).isEqualTo(empty ? reset : null);
            headers.put("x-ratelimit-reset-requests", odd());
            headers.put("x-ratelimit-reset-tokens", odd());
            headers.put("x-ratelimit-remaining-tokens", "0");
            headers.put("retry-after", odd());
            Head head = new Head(429, headers);
            within(RetryAfter.of(head), where + headers);
            RateLimits odd = RateHeaders.openAi(head);
            within(odd == null ? null : odd.pause(), where + headers);
        }
    }
}
