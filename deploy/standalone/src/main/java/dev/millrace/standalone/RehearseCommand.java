package dev.millrace.standalone;

import dev.millrace.embedded.FreePort;
import dev.millrace.standalone.place.AdminKey;
import dev.millrace.standalone.place.Place;
import dev.millrace.standalone.processes.StartCaches;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code millrace rehearse}: runs the product once on an empty folder, so that its JVMs can write
 * down what they need to start quickly. The script calls it after a build, with an environment that
 * holds no key and no address, so that only the simulator is asked.
 */
@Command(name = "rehearse", hidden = true, mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {

    @Option(names = "--data", required = true, description = "An empty folder to run on.")
    private Path data = Path.of("");

    @Option(names = "--processes", description = "Each service in a process of its own.")
    private boolean processes;

    @Override
    public Integer call() {
        var options = new UpOptions("127.0.0.1", FreePort.any(), data, System.getenv());
        var place = Place.take(data);
        Logs.to(place.logs().resolve("millrace.log"));
        var running = new Running();
        running.open(() -> place);
        running.onSignal();
        var unseen = new Progress(new PrintStream(PrintStream.nullOutputStream()), System.out);
        var up = new Up(options, place, unseen, running);
        if (processes) {
            up.processes(StartCaches.toWrite());
        } else {
            up.oneJvm();
        }
        var key = AdminKey.of(Optional.empty(), place.folder());
        new Rehearsal(URI.create(options.url()), key.value()).play();
        running.close();
        return 0;
    }
}
