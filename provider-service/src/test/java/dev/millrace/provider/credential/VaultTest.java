package dev.millrace.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {

    private static final int TRIES = 200;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private String key() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private String secret() {
        StringBuilder secret = new StringBuilder();
        for (int i = random.nextInt(200); i >= 0; i--) {
            secret.appendCodePoint(random.nextBoolean() ? 33 + random.nextInt(94) : 0x4e2d);
        }
        return secret.toString();
    }

    private static Vault vault(String keys) {
        return new Vault(MasterKeys.of(keys));
    }

    @Test
    void encryptionRoundTrip() {
        Vault vault = vault(key());
        for (int i = 0; i < TRIES; i++) {
            String secret = secret();
            byte[] sealed = vault.seal("p" + i, "c" + i, secret);
            assertThat(vault.open("p" + i, "c" + i, sealed))
                    .as("seed %d, try %d", seed, i)
                    .contains(secret);
            assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain(secret);
            assertThat(vault.seal("p" + i, "c" + i, secret)).isNotEqualTo(sealed);
        }
    }

    @Test
    void nothingOpensInAnotherPlaceOrWithAnotherKeyOrWhenItWasChanged() {
        Vault vault = vault(key());
        Vault other = vault(key());
        for (int i = 0; i < TRIES; i++) {
            byte[] sealed = vault.seal("p", "c", secret());
            assertThat(vault.open("q", "c", sealed)).isEmpty();
            assertThat(vault.open("p", "d", sealed)).isEmpty();
            assertThat(other.open("p", "c", sealed)).isEmpty();
            byte[] changed = sealed.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(vault.open("p", "c", changed)).as("seed %d, try %d", seed, i).isEmpty();
            byte[] cut = Arrays.copyOf(sealed, random.nextInt(sealed.length));
            assertThat(vault.open("p", "c", cut)).as("seed %d, try %d", seed, i).isEmpty();
        }
    }

    @Test
    void aNewMasterKeyBeforeTheOldOneOpensWhatThatSealedAndSealsForItselfAlone() {
        String old = key();
        String next = key();
        byte[] sealed = vault(old).seal("p", "c", "secret");
        Vault both = vault(next + ", " + old);
        assertThat(both.open("p", "c", sealed)).contains("secret");
        assertThat(both.isCurrent(sealed)).isFalse();
        byte[] anew = both.seal("p", "c", "secret");
        assertThat(both.isCurrent(anew)).isTrue();
        assertThat(vault(next).open("p", "c", anew)).contains("secret");
        assertThat(vault(next).open("p", "c", sealed)).isEmpty();
        assertThat(vault(old).open("p", "c", anew)).isEmpty();
    }

    @Test
    void whatIsNoMasterKeyIsRefusedWithoutSayingIt() {
        for (String wrong : List.of("", "short", "c2VjcmV0", key() + ",", "!" + key())) {
            assertThatThrownBy(() -> MasterKeys.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("openssl rand -base64 32")
                    .hasMessageNotContaining("c2VjcmV0");
        }
    }

    @Test
    void aMasterKeyIsMadeOnceAndForItsOwnerAlone(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("data");
        byte[] sealed = new Vault(MasterKeySource.keys("", data)).seal("p", "c", "secret");
        Path file = data.resolve("master.key");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(new Vault(MasterKeySource.keys("", data)).open("p", "c", sealed))
                .contains("secret");
        assertThat(new Vault(MasterKeySource.keys("file:" + file, folder)).open("p", "c", sealed))
                .contains("secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MasterKeySource.keys("", data)).hasMessageContaining("chmod 600");
    }

    @Test
    void aMaskShowsFourCharactersOfALongSecretAndNoneOfAShortOne() {
        for (int i = 0; i < TRIES; i++) {
            String secret = secret();
            String mask = Masked.of(secret);
            assertThat(mask.length()).as("seed %d, try %d", seed, i).isLessThanOrEqualTo(5);
            if (secret.length() < 16) {
                assertThat(mask).isEqualTo("…");
            }
        }
        assertThat(Masked.of("sk-0123456789abcdef")).isEqualTo("…cdef");
    }
}
