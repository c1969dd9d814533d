package dev.millrace.gateway.house;

import dev.millrace.embedded.TestCluster;
import dev.millrace.events.Operation;
import dev.millrace.gateway.GatewayApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Two gateways on one log and one database, with the rest of the road played. Started once for the
 * JVM: tests keep out of each other's way by their ids and keys.
 */
public final class House {

    /** The bootstrap admin key. */
    public static final String ADMIN = "mr-admin-key-of-the-tests-0123456789";

    private final Road road;
    private final Neighbours neighbours;
    private final List<ConfigurableApplicationContext> gateways = new ArrayList<>();
    private final TestCluster cluster = TestCluster.shared();

    private House() {
        try {
            road = new Road();
            neighbours = new Neighbours(road);
            road.offer("vendor", "m1", Operation.CHAT);
            road.offer("vendor", "org/m2", Operation.CHAT);
            road.offer("other", "e1", Operation.EMBEDDINGS);
            gateways.add(gateway(Map.of()));
            gateways.add(gateway(Map.of()));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () ->
                                    road.ready()
                                            && a().get("/v1/models/e1").status() == 200
                                            && b().get("/v1/models/e1").status() == 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static House shared() {
        return Shared.HOUSE;
    }

    /** Another gateway, with settings of its own; closed by whoever asked for it. */
    public ConfigurableApplicationContext gateway(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(cluster.properties("gateway"));
        for (String service : List.of("router", "provider", "rag", "postprocess", "telemetry")) {
            all.put("millrace.services." + service + "-service.url", neighbours.url());
        }
        all.put("server.port", "0");
        all.put("millrace.admin-key", ADMIN);
        all.put("millrace.gateway.abandon-after", "2s");
        all.put("millrace.gateway.keep-alive", "1s");
        all.put("millrace.gateway.sweep-every", "300ms");
        all.put("millrace.gateway.sweep-grace", "1s");
        all.put("logging.structured.format.console", "");
        all.putAll(settings);
        String[] arguments =
                all.entrySet().stream()
                        .map(e -> "--" + e.getKey() + "=" + e.getValue())
                        .toArray(String[]::new);
        return GatewayApplication.builder().registerShutdownHook(false).run(arguments);
    }

    public Http a() {
        return Http.to(gateways.getFirst(), ADMIN);
    }

    public Http b() {
        return Http.to(gateways.getLast(), ADMIN);
    }

    public Road road() {
        return road;
    }

    public Neighbours neighbours() {
        return neighbours;
    }

    /** The first gateway's context. */
    public ConfigurableApplicationContext context() {
        return gateways.getFirst();
    }

    /** Makes a key; its text. */
    public String key(String json) {
        Http.Answer made = a().post("/api/v1/keys", json);
        if (made.status() != 201) {
            throw new IllegalStateException(made.body());
        }
        return made.json().path("key").asString();
    }

    private static final class Shared {

        private static final House HOUSE = new House();
    }
}
