package dev.millrace.standalone;

import dev.millrace.standalone.house.House;
import dev.millrace.standalone.house.ServiceHome;
import dev.millrace.standalone.house.ServiceProperties;
import dev.millrace.standalone.place.AdminKey;
import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.place.RunFile;
import dev.millrace.standalone.processes.Leftovers;
import dev.millrace.standalone.processes.ProcessBroker;
import dev.millrace.standalone.processes.ServiceProcesses;
import dev.millrace.standalone.processes.StartCaches;
import dev.millrace.standalone.supply.Broker;
import dev.millrace.standalone.supply.Database;
import dev.millrace.standalone.supply.ForeignBroker;
import dev.millrace.standalone.supply.ForeignDatabase;
import dev.millrace.standalone.supply.OwnBroker;
import dev.millrace.standalone.supply.OwnDatabase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** One run of the product: broker, database, five stages, the gateway, in this order. */
final class Up {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final UpOptions options;
    private final Place place;
    private final Progress progress;
    private final Running running;
    private final RunFile run;

    Up(UpOptions options, Place place, Progress progress, Running running) {
        this.options = options;
        this.place = place;
        this.progress = progress;
        this.running = running;
        this.run = place.run();
    }

    /** Everything in this JVM; returns when it serves. */
    House oneJvm() {
        var key = prepare();
        var properties = supplies(() -> new OwnBroker(place, run, fsync()));
        progress.say("Starting the services");
        var house = running.open(() -> new House(progress));
        for (var home : ServiceHome.STAGES) {
            house.stage(home, properties.of(home, 0, 0));
        }
        house.gateway(
                properties.gateway(options.host(), options.port(), 0, key.value(), house.urls()));
        house.ports()
                .forEach(
                        (id, port) -> run.put(id, RunFile.Entry.of(ProcessHandle.current(), port)));
        ready(house.urls(), key);
        return house;
    }

    /** Each service in a process of its own. */
    void processes(StartCaches caches) {
        var key = prepare();
        var properties =
                supplies(
                        () ->
                                new ProcessBroker(
                                        place, run, fsync(), options.environment(), caches));
        progress.say("Starting the services, each in a process of its own");
        var services =
                running.open(
                        () ->
                                new ServiceProcesses(
                                        place, run, properties, options.environment(), caches));
        for (var home : ServiceHome.STAGES) {
            for (int n = 0; n < instances(home); n++) {
                services.stage(home, n);
            }
        }
        var urls = new LinkedHashMap<>(services.urls());
        for (int n = 0; n < options.gateways(); n++) {
            services.gateway(options.host(), options.port() + n, n, key.value());
            urls.put("api-gateway " + n, options.url(n));
        }
        ready(urls, key);
    }

    private int instances(ServiceHome home) {
        return home.id().equals("provider-service") ? options.providers() : 1;
    }

    private AdminKey prepare() {
        var left = Leftovers.end(run);
        if (left > 0) {
            progress.say("Ended " + left + " processes that an earlier run left behind");
        }
        run.clear();
        for (int n = 0; n < options.gateways(); n++) {
            Ports.require(options.host(), options.port() + n);
        }
        return AdminKey.of(options.variable("MILLRACE_ADMIN_KEY"), place.folder());
    }

    private boolean fsync() {
        return options.variable("MILLRACE_FSYNC").map(Boolean::parseBoolean).orElse(false);
    }

    /** Broker and database start together; each takes a second or two. */
    private ServiceProperties supplies(Supplier<Broker> ownBroker) {
        progress.say("Starting the log and the database");
        var postgres = options.variable("MILLRACE_POSTGRES").map(ForeignDatabase::of);
        var database = CompletableFuture.supplyAsync(() -> running.open(() -> database(postgres)));
        var kafka = options.variable("MILLRACE_KAFKA");
        var broker = running.open(() -> broker(kafka, ownBroker));
        try {
            return new ServiceProperties(place, broker, database.join());
        } catch (CompletionException e) {
            throw new Refusal(Millrace.sentence(e), e);
        }
    }

    private Database database(Optional<ForeignDatabase> foreign) {
        return foreign.isPresent() ? foreign.get() : new OwnDatabase(place, run, progress);
    }

    private static Broker broker(Optional<String> foreign, Supplier<Broker> own) {
        return foreign.isPresent() ? new ForeignBroker(foreign.get()) : own.get();
    }

    // Java 25 gives no console where there is no terminal, whatever the checker believes.
    @SuppressWarnings("SystemConsoleNull")
    private void ready(Map<String, String> urls, AdminKey key) {
        progress.say("Waiting until every service is ready");
        Health.await(urls, PATIENCE, running::isClosed);
        var console = System.console();
        if (key.made() && console != null && console.isTerminal()) {
            progress.say("Admin key, shown this once: " + key.value());
        }
        if (options.variable("MILLRACE_ADMIN_KEY").isEmpty()) {
            progress.say("The admin key is kept in " + AdminKey.file(place.folder()));
        }
        progress.result("millrace ready " + options.url());
    }
}
