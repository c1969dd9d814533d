package dev.millrace.standalone.log;

import dev.millrace.events.topic.Keyed;
import dev.millrace.events.topic.Topics;
import dev.millrace.standalone.DataFolderDefault;
import dev.millrace.standalone.Logs;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code millrace dead-letters}. */
@Command(
        name = "dead-letters",
        description = "Records that nobody could work on.",
        mixinStandardHelpOptions = true)
public final class DeadLettersCommand {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Command(name = "list", description = "One JSON line for each, oldest first.")
    int list(@Option(names = "--data", description = DATA) @Nullable Path data) {
        var masked = new RecordJson(false);
        for (var letter : box(data).open().values()) {
            println(JSON.writeValueAsString(masked.of(letter.letter())));
        }
        return 0;
    }

    @Command(name = "show", description = "Everything about one.")
    int show(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--content", description = "Show what the record holds.")
                    boolean content,
            @Option(names = "--data", description = DATA) @Nullable Path data) {
        var letter = box(data).find(id).letter();
        println(
                JSON.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(new RecordJson(content).of(letter)));
        return 0;
    }

    @Command(name = "retry", description = "Write the records to their topics once more.")
    int retry(
            @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids,
            @Option(names = "--data", description = DATA) @Nullable Path data) {
        var box = box(data);
        for (var id : ids) {
            var topic = box.find(id).letter().getTopic();
            box.retry(id);
            println("retried " + id);
            if (endedItsRequest(topic)) {
                println("  (its request had ended when it was buried, and keeps that end)");
            }
        }
        return 0;
    }

    @Command(name = "drop", description = "Forget them.")
    int drop(
            @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids,
            @Option(names = "--data", description = DATA) @Nullable Path data) {
        var box = box(data);
        for (var id : ids) {
            box.drop(id);
            println("dropped " + id);
        }
        return 0;
    }

    private static final String DATA = "Data folder (default: .millrace beside the script).";

    private static boolean endedItsRequest(String name) {
        return Topics.all().stream()
                .anyMatch(topic -> topic.name().equals(name) && topic.keyed() == Keyed.REQUEST);
    }

    private static DeadLetterBox box(@Nullable Path data) {
        Logs.quiet();
        var folder = data == null ? DataFolderDefault.path() : data;
        return new DeadLetterBox(
                Connection.open(folder, System.getenv()), new Settled(folder), Clock.systemUTC());
    }

    private void println(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
