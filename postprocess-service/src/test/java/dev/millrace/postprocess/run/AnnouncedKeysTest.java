package dev.millrace.postprocess.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.KeyState;
import dev.millrace.events.KeyStatus;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncedKeysTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_000L);

    @Test
    void anActiveKeyIsGood() {
        assertThat(AnnouncedKeys.objection(key().build(), NOW)).isEmpty();
        assertThat(AnnouncedKeys.objection(key().setExpiresAt(NOW.plusMillis(1)).build(), NOW))
                .isEmpty();
        KeyState bulk = key().setAllowedLanes(List.of(Lane.INTERACTIVE, Lane.BULK)).build();
        assertThat(AnnouncedKeys.objection(bulk, NOW)).isEmpty();
    }

    @Test
    void aKeyThatIsNotSaysWhy() {
        assertThat(AnnouncedKeys.objection(key().setStatus(KeyStatus.REVOKED).build(), NOW))
                .contains("key_revoked");
        assertThat(AnnouncedKeys.objection(key().setExpiresAt(NOW).build(), NOW))
                .contains("key_expired");
        KeyState interactive = key().setAllowedLanes(List.of(Lane.INTERACTIVE)).build();
        assertThat(AnnouncedKeys.objection(interactive, NOW)).contains("lane_not_allowed");
    }

    private static KeyState.Builder key() {
        return KeyState.newBuilder()
                .setKeyId("k")
                .setOwner(new Owner("t", "t", "u"))
                .setSha256("00")
                .setPrefix("mr-")
                .setStatus(KeyStatus.ACTIVE)
                .setChangedAt(NOW);
    }
}
