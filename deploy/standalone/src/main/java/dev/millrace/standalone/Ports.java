package dev.millrace.standalone;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether the gateway will get its port, before anything is started for it. */
final class Ports {

    private Ports() {}

    static void require(String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (BindException e) {
            throw new Refusal(
                    "Port %d on %s is in use: stop what uses it or choose another with --port"
                            .formatted(port, host),
                    e);
        } catch (IOException e) {
            throw new Refusal("Port %d on %s cannot be used".formatted(port, host), e);
        }
    }
}
