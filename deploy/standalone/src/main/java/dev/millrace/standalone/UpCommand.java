package dev.millrace.standalone;

import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.processes.StartCaches;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace up}. */
@Command(
        name = "up",
        description = "Run the product in the foreground until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Option(names = "--host", description = "Address to serve on (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", description = "Port to serve on (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(names = "--data", description = "Data folder (default: ${DEFAULT-VALUE}).")
    private Path data = DataFolderDefault.path();

    @Option(
            names = "--processes",
            description = "Each service in a process of its own, restarted when it dies.")
    private boolean processes;

    @Option(
            names = "--gateways",
            defaultValue = "${env:MILLRACE_GATEWAYS:-1}",
            description = "Gateways on consecutive ports, with --processes (default: 1).")
    private int gateways = 1;

    @Option(
            names = "--providers",
            defaultValue = "${env:MILLRACE_PROVIDERS:-1}",
            description =
                    "Instances of provider-service, which share its work, with --processes"
                            + " (default: 1).")
    private int providers = 1;

    @Override
    public Integer call() {
        var options =
                processes
                        ? new UpOptions(host, port, data, gateways, providers, System.getenv())
                        : new UpOptions(host, port, data, System.getenv());
        var place = Place.take(data);
        Logs.to(place.logs().resolve("millrace.log"));
        var running = new Running();
        running.open(() -> place);
        running.onSignal();
        var up = new Up(options, place, Progress.terminal(), running);
        if (processes) {
            up.processes(StartCaches.written());
        } else {
            up.oneJvm();
        }
        running.await();
        return 0;
    }
}
