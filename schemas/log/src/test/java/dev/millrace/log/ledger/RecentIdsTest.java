package dev.millrace.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentIdsTest {

    private final RecentIds ids = new RecentIds();

    @Test
    void aSecondRecordOfARequestIsARepeatTheSameRecordIsNot() {
        assertThat(ids.isRepeat("a", 7)).isFalse();
        assertThat(ids.isRepeat("a", 7)).isFalse();
        assertThat(ids.isRepeat("a", 9)).isTrue();
        assertThat(ids.isRepeat("b", 10)).isFalse();
    }

    @Test
    void offsetsAreComparedByValue() {
        long large = 1L << 40;
        assertThat(ids.isRepeat("a", large)).isFalse();
        assertThat(ids.isRepeat("a", large)).isFalse();
    }

    @Test
    void theOldestOfTenThousandIsForgottenFirst() {
        for (int i = 0; i <= RecentIds.KEPT; i++) {
            ids.isRepeat("id" + i, i);
        }
        assertThat(ids.isRepeat("id1", 99_999)).isTrue();
        assertThat(ids.isRepeat("id0", 99_999)).isFalse();
    }
}
