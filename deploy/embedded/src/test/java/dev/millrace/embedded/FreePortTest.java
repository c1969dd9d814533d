package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void portsAreOutOfTheRangeOfOutgoingConnectionsAndDiffer() {
        var ports = new HashSet<Integer>();
        for (var i = 0; i < 500; i++) {
            ports.add(FreePort.any());
        }

        assertThat(ports).hasSize(500).allMatch(port -> port >= 1_024 && port < 32_768);
    }

    @Test
    void aRowHasNobodyInIt() throws Exception {
        var first = FreePort.any();
        try (var taken = new ServerSocket(first + 2, 1, InetAddress.getLoopbackAddress())) {
            var row = FreePort.row(5);

            assertThat(taken.getLocalPort()).matches(port -> port < row || port >= row + 5);
            for (var port = row; port < row + 5; port++) {
                assertThat(FreePort.isFree(port)).isTrue();
            }
        }
    }
}
