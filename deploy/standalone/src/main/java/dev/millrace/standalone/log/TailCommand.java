package dev.millrace.standalone.log;

import dev.millrace.events.topic.Topic;
import dev.millrace.standalone.DataFolderDefault;
import dev.millrace.standalone.Logs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace tail TOPIC}. */
@Command(
        name = "tail",
        description = "Print a topic's records as JSON lines, content masked.",
        mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "TOPIC",
            description = "For example requests.interactive, or requests for both lanes.")
    private String topic = "";

    @Option(names = "--content", description = "Show prompts and answers.")
    private boolean content;

    @Option(
            names = "--from",
            defaultValue = "beginning",
            description = "beginning, end, an offset, a time ago (10m) or an ISO time.")
    private String from = "beginning";

    @Option(names = "--follow", description = "Go on with what comes, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--data", description = "Data folder (default: ${DEFAULT-VALUE}).")
    private Path data = DataFolderDefault.path();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Logs.quiet();
        var topics = TopicNames.find(topic);
        var begin = From.parse(from, Instant.now());
        var clients = Connection.open(data, System.getenv());
        var shown = new Shown(clients, content);
        var out = spec.commandLine().getOut();
        new Tail(clients).read(topics, begin, follow, record -> print(out, shown, topics, record));
        return 0;
    }

    private static void print(
            PrintWriter out,
            Shown shown,
            List<? extends Topic<?>> topics,
            ConsumerRecord<byte[], byte[]> record) {
        for (var topic : topics) {
            if (topic.name().equals(record.topic())) {
                out.println(shown.line(record, topic));
                out.flush();
            }
        }
    }
}
