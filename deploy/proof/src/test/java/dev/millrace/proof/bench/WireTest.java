package dev.millrace.proof.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WireTest {

    @Test
    void aMessageWithALengthEndsWhereItsBodyEnds() {
        String whole = "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody";
        assertThat(Wire.requestEnd(whole)).isEqualTo(whole.length());
        assertThat(Wire.requestEnd(whole.substring(0, whole.length() - 1))).isEqualTo(-1);
    }

    @Test
    void aChunkedMessageEndsAtItsLastChunkOnly() {
        String head = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n";
        assertThat(Wire.requestEnd(head + "a0\r\n...0\r\n\r\n")).isEqualTo(-1);
        String whole = head + "3\r\nabc\r\n0\r\n\r\n";
        assertThat(Wire.requestEnd(whole)).isEqualTo(whole.length());
    }

    @Test
    void aLineOfFiguresIsReadAsItWasWritten() {
        Measured measured = new Measured(10.5, 1, 2, 3, 4, 5, 6);
        assertThat(Measured.parse(measured.line())).isEqualTo(measured);
    }
}
