package dev.millrace.web.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutboundTest {

    private static final Outbound.Limits LIMITS =
            new Outbound.Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), 1000);

    private final AtomicInteger lookups = new AtomicInteger();
    private HttpServer server;

    OutboundTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        server.createContext(
                "/hook",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().add("x-kind", exchange.getRequestMethod());
                    exchange.sendResponseHeaders(201, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.createContext(
                "/elsewhere",
                exchange -> {
                    exchange.getResponseHeaders().add("location", "/hook");
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        server.createContext(
                "/large",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(new byte[100_000]);
                    exchange.close();
                });
        server.createContext(
                "/drip",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try {
                        for (int i = 0; i < 200; i++) {
                            exchange.getResponseBody().write('.');
                            exchange.getResponseBody().flush();
                            Thread.sleep(50);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.0.0.1./",
                "http://127.1/",
                "http://127.000.000.001/",
                "http://0177.0.0.1/",
                "http://0x7f.0.0.1/",
                "http://0x7f000001/",
                "http://0X7F000001/",
                "http://2130706433/",
                "http://017700000001/",
                "http://127.0.0.1.nip.io./:80",
                "http://localhost/",
                "http://LOCALHOST./",
                "http://[::1]/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://[::]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[64:ff9b:1::a00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[2001:0:7f00:1::]/",
                "http://[fe80::1]/",
                "http://[fe80::1%25lo]/",
                "http://[fe80::1%251]/",
                "http://[fec0::1]/",
                "http://[fc00::1]/",
                "http://[fd12:3456::1]/",
                "http://[ff02::1]/",
                "http://[2001:db8::1]/",
                "http://10.1.2.3/",
                "http://172.31.255.255/",
                "http://192.168.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://100.64.0.1/",
                "http://0.0.0.0/",
                "http://0/",
                "http://255.255.255.255/",
                "http://224.0.0.1/",
                "http://198.18.0.1/",
                "http://8.8.8.8./",
                "http://8.8.8.010/",
                "http://user@8.8.8.8/",
                "http://8.8.8.8@127.0.0.1/",
                "http://8.8.8.8:0/",
                "http://8.8.8.8:70000/",
                "http:///path",
                "http:8.8.8.8",
                "ftp://8.8.8.8/",
                "file:///etc/passwd",
                "gopher://8.8.8.8/",
                "//8.8.8.8/",
                "8.8.8.8",
                "http://under_score.example/"
            })
    void whatIsNotPlainlyPublicIsRefusedInEverySpelling(String address) throws IOException {
        try (Outbound outbound =
                new Outbound(LIMITS, List.of(), this::loopback, PublicAddress::is)) {
            assertThatExceptionOfType(OutboundRefused.class)
                    .isThrownBy(() -> outbound.send("GET", URI.create(address), Map.of(), null))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(address));
        }
    }

    /** Literals are read by the system, names lead to this machine. */
    private InetAddress[] loopback(String host) throws UnknownHostException {
        return host.matches("[0-9.]+|.*:.*")
                ? InetAddress.getAllByName(host)
                : new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.1.1.1",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1"
            })
    void publicAddressesAreTold(String address) throws UnknownHostException {
        assertThat(PublicAddress.is(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void onePrivateAddressAmongPublicOnesRefusesTheName() throws IOException {
        InetAddress[] both = {
            InetAddress.getByName("8.8.8.8"), InetAddress.getByName("192.168.1.1")
        };
        try (Outbound outbound = new Outbound(LIMITS, List.of(), _ -> both, PublicAddress::is)) {
            assertThatExceptionOfType(OutboundRefused.class)
                    .isThrownBy(
                            () ->
                                    outbound.send(
                                            "GET",
                                            URI.create("http://mixed.example/"),
                                            Map.of(),
                                            null));
        }
    }

    @Test
    void aNameIsResolvedOnceAndThatAddressConnectedTo() throws IOException {
        InetAddress server = InetAddress.getLoopbackAddress();
        GuardedResolver.Lookup rebinding =
                _ ->
                        new InetAddress[] {
                            lookups.getAndIncrement() == 0
                                    ? server
                                    : InetAddress.getByName("10.0.0.1")
                        };
        try (Outbound outbound = new Outbound(LIMITS, List.of(), rebinding, server::equals)) {
            OutboundResponse response =
                    outbound.send(
                            "POST",
                            at("http://rebinding.example", "/hook"),
                            Map.of("content-type", "text/plain"),
                            "hello".getBytes(StandardCharsets.UTF_8));
            assertThat(response.status()).isEqualTo(201);
            assertThat(response.header("X-Kind")).contains("POST");
            assertThat(response.header("none")).isEmpty();
            assertThat(response.body()).asString().isEqualTo("hello");
            assertThat(lookups).hasValue(1);
        }
    }

    @Test
    void anExemptOriginMayLieAnywhereButOnlyThatOne() throws IOException {
        try (Outbound outbound = new Outbound(LIMITS, List.of(at("http://127.0.0.1", "/any")))) {
            assertThat(
                            outbound.send("GET", at("http://127.0.0.1", "/hook"), Map.of(), null)
                                    .status())
                    .isEqualTo(201);
            for (URI other :
                    List.of(
                            at("https://127.0.0.1", "/hook"),
                            at("http://localhost", "/hook"),
                            URI.create("http://127.0.0.1:1/hook"))) {
                assertThatExceptionOfType(OutboundRefused.class)
                        .isThrownBy(() -> outbound.send("GET", other, Map.of(), null));
            }
        }
    }

    @Test
    void aRedirectIsAnAnswerAndNotFollowed() throws IOException {
        try (Outbound outbound = exempt()) {
            OutboundResponse response =
                    outbound.send("GET", at("http://127.0.0.1", "/elsewhere"), Map.of(), null);
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.header("location")).contains("/hook");
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void anAnswerOverTheLimitIsCutOff() throws IOException {
        try (Outbound outbound = exempt()) {
            assertThatExceptionOfType(OutboundRefused.class)
                    .isThrownBy(
                            () ->
                                    outbound.send(
                                            "GET",
                                            at("http://127.0.0.1", "/large"),
                                            Map.of(),
                                            null))
                    .withMessageContaining("1000 bytes");
        }
    }

    @Test
    void anAnswerThatDripsIsCutOffInTime() throws IOException {
        try (Outbound outbound = exempt()) {
            long start = System.nanoTime();
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(
                            () ->
                                    outbound.send(
                                            "GET",
                                            at("http://127.0.0.1", "/drip"),
                                            Map.of(),
                                            null));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void headersCannotSmuggleOthersOrAnotherHost() throws IOException {
        try (Outbound outbound = exempt()) {
            for (Map<String, String> headers :
                    List.of(
                            Map.of("Host", "internal"),
                            Map.of("x", "a\r\nhost: internal"),
                            Map.of("x\n", "a"),
                            Map.of("Content-Length", "0"))) {
                assertThatExceptionOfType(OutboundRefused.class)
                        .isThrownBy(
                                () ->
                                        outbound.send(
                                                "GET",
                                                at("http://127.0.0.1", "/hook"),
                                                headers,
                                                null));
            }
        }
    }

    @Test
    void anExemptionThatIsNoAddressIsAMistakeAtStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new Outbound(
                                        Outbound.Limits.usual(), List.of(URI.create("localhost"))));
    }

    private Outbound exempt() {
        return new Outbound(LIMITS, List.of(at("http://127.0.0.1", "/")));
    }

    private URI at(String origin, String path) {
        return URI.create(origin + ":" + server.getAddress().getPort() + path);
    }
}
