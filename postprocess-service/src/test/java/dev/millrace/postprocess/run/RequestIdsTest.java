package dev.millrace.postprocess.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.web.request.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

    private final Uuid7 ids = new Uuid7(Clock.systemUTC());

    @Test
    void aLineHasOneIdForEver() {
        UUID run = UUID.fromString("019aa5b4-c000-7123-8123-123456789abc");
        assertThat(RequestIds.of(run, 1)).isEqualTo(RequestIds.of(run, 1));
        assertThat(RequestIds.of(run, 1)).isNotEqualTo(RequestIds.of(run, 2));
        assertThat(new Accepted(run, Instant.EPOCH).requestId(7)).isEqualTo(RequestIds.of(run, 7));
    }

    @Test
    void idsAreUuid7OfTheRunsTimeAndNeverMeet() {
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            UUID run = ids.next();
            for (long number = 1; number <= 100; number++) {
                UUID id = RequestIds.of(run, number);
                assertThat(id.version()).isEqualTo(7);
                assertThat(id.variant()).isEqualTo(2);
                assertThat(id.getMostSignificantBits() >>> 16)
                        .isEqualTo(run.getMostSignificantBits() >>> 16);
                assertThat(seen.add(id)).isTrue();
            }
        }
    }
}
