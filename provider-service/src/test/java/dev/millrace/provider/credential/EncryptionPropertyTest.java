package dev.millrace.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was sealed opens with its key, in its place, unchanged, and in no other way. */
class EncryptionPropertyTest {

    private static final int TRIES = 200;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private String key() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private String secret() {
        StringBuilder secret = new StringBuilder("sk-");
        for (int i = random.nextInt(300); i >= 0; i--) {
            secret.appendCodePoint(random.nextInt(9) > 0 ? 33 + random.nextInt(94) : 0x4e2d);
        }
        return secret.toString();
    }

    private static Vault vault(List<String> keys) {
        return new Vault(MasterKeys.of(String.join(",", keys)));
    }

    /** Keys come and go; what any key at hand has sealed opens, and nothing else does. */
    @Test
    void theRoundTripHoldsThroughEveryRotationOfMasterKeys() {
        List<String> keys = new ArrayList<>(List.of(key()));
        String sealedBy = keys.getFirst();
        String secret = secret();
        byte[] sealed = vault(keys).seal("p", "c", secret);
        for (int i = 0; i < TRIES; i++) {
            switch (random.nextInt(5)) {
                case 0 -> keys.addFirst(key());
                case 1 -> {
                    if (keys.size() > 1) {
                        keys.remove(random.nextInt(keys.size()));
                    }
                }
                case 2 -> Collections.shuffle(keys, random);
                case 3 -> {
                    // The same key twice is one key.
                    keys.addLast(keys.get(random.nextInt(keys.size())));
                }
                default -> {
                    Vault vault = vault(keys);
                    if (vault.open("p", "c", sealed).isPresent()) {
                        sealed = vault.seal("p", "c", secret);
                    } else {
                        secret = secret();
                        sealed = vault.seal("p", "c", secret);
                    }
                    sealedBy = keys.getFirst();
                }
            }
            Vault vault = vault(keys);
            String where = "seed %d, try %d".formatted(seed, i);
            if (keys.contains(sealedBy)) {
                assertThat(vault.open("p", "c", sealed)).as(where).contains(secret);
            } else {
                assertThat(vault.open("p", "c", sealed)).as(where).isEmpty();
            }
            assertThat(vault.isCurrent(sealed))
                    .as(where)
                    .isEqualTo(keys.getFirst().equals(sealedBy));
        }
    }

    @Test
    void nothingOpensInAnotherPlaceNorAfterAnyChangeOfAnyByte() {
        Vault vault = vault(List.of(key()));
        for (int i = 0; i < TRIES; i++) {
            String where = "seed %d, try %d".formatted(seed, i);
            String provider = "p" + random.nextInt(5);
            String id = "c" + random.nextInt(5);
            String secret = secret();
            byte[] sealed = vault.seal(provider, id, secret);
            assertThat(vault.open(provider, id, sealed)).as(where).contains(secret);
            for (int p = 0; p < 5; p++) {
                boolean same = provider.equals("p" + p) && id.equals("c" + (p + i) % 5);
                assertThat(vault.open("p" + p, "c" + (p + i) % 5, sealed).isPresent())
                        .as(where)
                        .isEqualTo(same);
            }
            byte[] changed = sealed.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(vault.open(provider, id, changed)).as(where).isEmpty();
            byte[] longer = java.util.Arrays.copyOf(sealed, sealed.length + 1 + random.nextInt(9));
            assertThat(vault.open(provider, id, longer)).as(where).isEmpty();
            byte[] shorter = java.util.Arrays.copyOf(sealed, random.nextInt(sealed.length));
            assertThat(vault.open(provider, id, shorter)).as(where).isEmpty();
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThat(vault.open(provider, id, noise)).as(where).isEmpty();
            assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
                    .as(where)
                    .doesNotContain(secret);
        }
    }
}
