package dev.millrace.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomTest {

    @Test
    void recordsAndBytesAreBounded() {
        Room room = new Room(2, 100);
        assertThat(room.enter(60)).isTrue();
        assertThat(room.enter(60)).isFalse();
        assertThat(room.enter(10)).isTrue();
        assertThat(room.enter(1)).isFalse();
        room.leave(60);
        assertThat(room.enter(90)).isTrue();
    }

    @Test
    void oneRecordAloneAlwaysFindsRoom() {
        Room room = new Room(2, 100);
        assertThat(room.enter(1_000)).isTrue();
        assertThat(room.enter(1)).isFalse();
        room.leave(1_000);
        assertThat(room.enter(1)).isTrue();
    }
}
