package dev.millrace.standalone.processes;

import dev.millrace.embedded.FreePort;
import dev.millrace.standalone.house.ServiceHome;
import dev.millrace.standalone.house.ServiceProperties;
import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.place.RunFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services, each in its own JVM with its own jars and on one port for the whole run. */
public final class ServiceProcesses implements AutoCloseable {

    private final Place place;
    private final RunFile run;
    private final ServiceProperties properties;
    private final Environments environments;
    private final StartCaches caches;
    private final ClassPaths classPaths = ClassPaths.ofThisJvm();
    private final Map<String, String> urls = new LinkedHashMap<>();
    private final List<Child> stages = new ArrayList<>();
    private final List<Child> gateways = new ArrayList<>();

    public ServiceProcesses(
            Place place,
            RunFile run,
            ServiceProperties properties,
            Map<String, String> environment,
            StartCaches caches) {
        this.place = place;
        this.run = run;
        this.properties = properties;
        this.environments = new Environments(environment);
        this.caches = caches;
    }

    /** An instance of a stage; gateways ask the first. */
    public void stage(ServiceHome home, int ordinal) {
        var port = FreePort.any();
        var name = name(home, ordinal);
        urls.put(name, "http://127.0.0.1:" + port);
        stages.add(child(name, home, port, properties.of(home, port, ordinal)));
    }

    private static String name(ServiceHome home, int ordinal) {
        return ordinal == 0 ? home.id() : home.id() + "-" + ordinal;
    }

    /** A gateway; it is told where the stages are. */
    public void gateway(String host, int port, int ordinal, String adminKey) {
        gateways.add(
                child(
                        name(ServiceHome.GATEWAY, ordinal),
                        ServiceHome.GATEWAY,
                        port,
                        properties.gateway(host, port, ordinal, adminKey, Map.copyOf(urls))));
    }

    /** Addresses of the stages by name: the id, with {@code -n} behind it for further instances. */
    public Map<String, String> urls() {
        return Map.copyOf(urls);
    }

    private Child child(String name, ServiceHome home, int port, Map<String, String> told) {
        var all = new LinkedHashMap<>(told);
        all.put("logging.file.name", place.logs().resolve(name + ".log").toString());
        all.put("logging.structured.format.file", "logstash");
        all.put("logging.threshold.console", "OFF");
        var command =
                Jvm.command(
                        heapMebibytes(home.id()),
                        caches.options(home.id()),
                        classPaths.of(home.id()),
                        home.application().getName(),
                        List.of());
        var spec =
                new ChildSpec(
                        name,
                        command,
                        environments.of(home.id(), all),
                        port,
                        output(place.logs(), name));
        return new Child(spec, run, caches.patience());
    }

    static Path output(Path logs, String name) {
        return logs.resolve(name + ".out");
    }

    private static int heapMebibytes(String service) {
        return switch (service) {
            case "api-gateway" -> 768;
            case "provider-service", "postprocess-service" -> 512;
            default -> 256;
        };
    }

    @Override
    public void close() {
        close(gateways);
        close(stages);
    }

    private static void close(List<Child> children) {
        var closers =
                children.stream().map(child -> Thread.ofVirtual().start(child::close)).toList();
        for (var closer : closers) {
            try {
                closer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
