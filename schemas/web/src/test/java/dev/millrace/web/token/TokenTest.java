package dev.millrace.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class TokenTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final String PATH = "/api/v1/jobs/abc%2Fdef";

    private final KeyPair keys = newKeys();
    private final Map<String, PublicKey> announced = Map.of("gateway-1", keys.getPublic());
    private final TokenSigner signer = new TokenSigner("gateway-1", keys, at(NOW));
    private final Random random;
    private final long seed = System.nanoTime();

    TokenTest() {
        random = new Random(seed);
    }

    @Test
    void aTokenBringsTheCallerBack() {
        for (int i = 0; i < 100; i++) {
            Caller caller = anyCaller();
            assertThat(verify(signer.sign(caller, "router-service", "POST", PATH)))
                    .as("seed %s", seed)
                    .contains(caller);
        }
    }

    @Test
    void theSameCallGetsTheSameTokenForAWhileAndNoOtherDoes() {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        TokenSigner patient = new TokenSigner("gateway-1", keys, movable(now));
        Caller caller = anyCaller();
        String token = patient.sign(caller, "router-service", "POST", PATH);
        assertThat(patient.sign(caller, "router-service", "POST", PATH)).isEqualTo(token);
        assertThat(patient.sign(caller, "router-service", "GET", PATH)).isNotEqualTo(token);
        assertThat(patient.sign(anyCaller(), "router-service", "POST", PATH)).isNotEqualTo(token);
        now.set(NOW.plusSeconds(10));
        assertThat(patient.sign(caller, "router-service", "POST", PATH)).isNotEqualTo(token);
    }

    @Test
    void aSignatureThatWasGoodIsOfNoUseOnceItsKeyIsWithdrawn() {
        Map<String, PublicKey> good = new HashMap<>(announced);
        TokenVerifier verifier =
                new TokenVerifier(
                        "router-service", id -> Optional.ofNullable(good.get(id)), at(NOW));
        String token = signer.sign(anyCaller(), "router-service", "POST", PATH);
        assertThat(verifier.verify(token, "POST", PATH)).isPresent();
        assertThat(verifier.verify(token, "POST", PATH)).isPresent();
        good.put("gateway-1", newKeys().getPublic());
        assertThat(verifier.verify(token, "POST", PATH)).isEmpty();
        good.clear();
        assertThat(verifier.verify(token, "POST", PATH)).isEmpty();
    }

    @Test
    void aTamperedByteAnywhereFails() {
        String token = signer.sign(anyCaller(), "router-service", "POST", PATH);
        for (int at = 0; at < token.length(); at++) {
            for (int i = 0; i < 5; i++) {
                char other = (char) (0x21 + random.nextInt(0x5e));
                if (other != token.charAt(at)) {
                    String tampered = token.substring(0, at) + other + token.substring(at + 1);
                    assertThat(verify(tampered)).as("seed %s, at %s", seed, at).isEmpty();
                }
            }
            assertThat(verify(token.substring(0, at))).as("cut at %s", at).isEmpty();
        }
    }

    @Test
    void everyOtherLastCharacterOfTheSignatureFails() {
        String token = signer.sign(anyCaller(), "router-service", "POST", PATH);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            String tampered = token.substring(0, token.length() - 1) + alphabet.charAt(i);
            assertThat(verify(tampered).isPresent()).isEqualTo(tampered.equals(token));
        }
    }

    @Test
    void aTokenIsGoodForItsCallAlone() {
        String token = signer.sign(anyCaller(), "router-service", "POST", PATH);
        TokenVerifier router = verifier("router-service", NOW);
        assertThat(router.verify(token, "GET", PATH)).isEmpty();
        assertThat(router.verify(token, "POST", PATH + "/")).isEmpty();
        assertThat(router.verify(token, "POST", "/api/v1/jobs/abc/def")).isEmpty();
        assertThat(verifier("provider-service", NOW).verify(token, "POST", PATH)).isEmpty();
    }

    @Test
    void itExpiresAndDoesNotBeginEarly() {
        String token = signer.sign(anyCaller(), "router-service", "POST", PATH);
        for (int seconds = -120; seconds <= 120; seconds++) {
            boolean good = seconds >= -5 && seconds < 35;
            assertThat(
                            verifier("router-service", NOW.plusSeconds(seconds))
                                    .verify(token, "POST", PATH)
                                    .isPresent())
                    .as("%s s after signing", seconds)
                    .isEqualTo(good);
        }
    }

    @Test
    void noTokenLivesLongerThanAMinuteWhoeverSignedIt() {
        for (long life : new long[] {61, 3600, 0, -1, Long.MAX_VALUE / 2}) {
            long issued = NOW.getEpochSecond();
            TokenClaims claims =
                    new TokenClaims(
                            "gateway-1",
                            "router-service",
                            "POST",
                            PATH,
                            issued,
                            issued + life,
                            "1",
                            anyCaller());
            assertThat(verify(Jws.sign(claims.toJson(), keys.getPrivate())))
                    .as("%s", life)
                    .isEmpty();
        }
    }

    @Test
    void aKeyNobodyAnnouncedFailsUnderAnyName() {
        KeyPair foreign = newKeys();
        for (String name : List.of("gateway-1", "gateway-2", "")) {
            String token =
                    new TokenSigner(name, foreign, at(NOW))
                            .sign(anyCaller(), "router-service", "POST", PATH);
            assertThat(verify(token)).as(name).isEmpty();
        }
    }

    @Test
    void noOtherAlgorithmIsTaken() {
        String token = signer.sign(anyCaller(), "router-service", "POST", PATH);
        String rest = token.substring(token.indexOf('.'));
        for (String header :
                List.of(
                        "{\"alg\":\"none\",\"typ\":\"JWT\"}",
                        "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                        "{\"typ\":\"JWT\",\"alg\":\"EdDSA\"}",
                        "{}")) {
            assertThat(verify(base64(header) + rest)).as(header).isEmpty();
        }
        assertThat(
                        verify(
                                base64("{\"alg\":\"none\",\"typ\":\"JWT\"}")
                                        + rest.substring(0, 40)
                                        + "."))
                .isEmpty();
    }

    @Test
    void whatIsNoTokenFailsQuietly() {
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            String rest = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(verify(rest)).as("seed %s", seed).isEmpty();
            assertThat(verify(base64("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}") + "." + rest))
                    .as("seed %s", seed)
                    .isEmpty();
        }
        assertThat(verify("a".repeat(100_000))).isEmpty();
    }

    @Test
    void signedClaimsOfAnotherFormFail() {
        String good =
                new String(
                        new TokenClaims(
                                        "gateway-1",
                                        "router-service",
                                        "POST",
                                        PATH,
                                        NOW.getEpochSecond(),
                                        NOW.getEpochSecond() + 30,
                                        "1",
                                        new Caller("t", "e", "u", "k", Set.of("admin"), List.of()))
                                .toJson(),
                        StandardCharsets.UTF_8);
        assertThat(verify(signed(good))).isPresent();
        for (String[] change :
                new String[][] {
                    {"\"tenant\":\"t\",", ""},
                    {"\"tenant\":\"t\"", "\"tenant\":null"},
                    {"\"tenant\":\"t\"", "\"tenant\":\"t\",\"tenant\":\"other\""},
                    {"[\"admin\"]", "\"admin\""},
                    {"[\"admin\"]", "[1]"},
                    {"\"exp\":", "\"exp\":1.5,\"x\":"},
                    {"\"iat\":", "\"iat\":\"1\",\"x\":"},
                    {"}", "} {}"},
                    {good, "[]"},
                    {good, ""}
                }) {
            String other = good.replace(change[0], change[1]);
            assertThat(other).isNotEqualTo(good);
            assertThat(verify(signed(other))).as(other).isEmpty();
        }
    }

    private String signed(String claims) {
        return Jws.sign(claims.getBytes(StandardCharsets.UTF_8), keys.getPrivate());
    }

    private Optional<Caller> verify(String token) {
        return verifier("router-service", NOW).verify(token, "POST", PATH);
    }

    private TokenVerifier verifier(String audience, Instant now) {
        return new TokenVerifier(audience, id -> Optional.ofNullable(announced.get(id)), at(now));
    }

    private Caller anyCaller() {
        return new Caller(
                text(),
                text(),
                text(),
                text(),
                random.nextBoolean() ? Set.of() : Set.of("admin", text()),
                random.nextBoolean() ? List.of() : List.of(text(), text()));
    }

    private String text() {
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(
                    (char) (random.nextInt(10) == 0 ? 0x4e00 + i : 0x20 + random.nextInt(0x5f)));
        }
        return text.toString();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Clock movable(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    private static Clock at(Instant instant) {
        return Clock.offset(Clock.fixed(instant, ZoneOffset.UTC), Duration.ZERO);
    }

    static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
