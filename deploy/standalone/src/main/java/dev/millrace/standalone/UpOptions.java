package dev.millrace.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How the product is to run.
 *
 * @param host address of the gateway; loopback only for now
 * @param port of the gateway, the next ones for further gateways
 * @param data the data folder
 * @param gateways how many gateways, with processes only
 * @param providers how many instances of provider-service, with processes only
 * @param environment the variables of this process
 */
public record UpOptions(
        String host,
        int port,
        Path data,
        int gateways,
        int providers,
        Map<String, String> environment) {

    public UpOptions {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                throw new Refusal(
                        "--host "
                                + host
                                + " is not a loopback address: Millrace does not serve other"
                                + " machines yet");
            }
        } catch (UnknownHostException e) {
            throw new Refusal("--host " + host + " is not an address of this machine", e);
        }
        if (port < 1 || port + gateways - 1 > 65_535) {
            throw new Refusal("--port must be between 1 and 65535");
        }
        if (gateways < 1) {
            throw new Refusal("--gateways must be at least 1");
        }
        if (providers < 1) {
            throw new Refusal("--providers must be at least 1");
        }
    }

    /** With one of each service. */
    public UpOptions(String host, int port, Path data, Map<String, String> environment) {
        this(host, port, data, 1, 1, environment);
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    public String url() {
        return url(0);
    }

    /** Address of the n-th gateway, from 0. */
    public String url(int gateway) {
        var name = host.contains(":") ? "[" + host + "]" : host;
        return "http://" + name + ":" + (port + gateway);
    }
}
