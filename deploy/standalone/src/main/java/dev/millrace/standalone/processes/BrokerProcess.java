package dev.millrace.standalone.processes;

import dev.millrace.embedded.EmbeddedFailure;
import dev.millrace.embedded.EmbeddedKafka;
import dev.millrace.embedded.KafkaSettings;
import dev.millrace.standalone.Logs;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The embedded broker as a process of its own: folder, port, fsync, log file. */
public final class BrokerProcess {

    private static final int FAILED = 3;

    private BrokerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        Logs.to(Path.of(arguments[3]));
        var settings =
                new KafkaSettings(
                        Path.of(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        Boolean.parseBoolean(arguments[2]),
                        BrokerProcess::fail);
        try {
            var kafka = EmbeddedKafka.start(settings);
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "broker-stop"));
            new CountDownLatch(1).await();
        } catch (EmbeddedFailure e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /** At once: what the broker would still write is what failed; the supervisor starts anew. */
    private static void fail(String sentence) {
        System.err.println(sentence);
        Runtime.getRuntime().halt(FAILED);
    }
}
