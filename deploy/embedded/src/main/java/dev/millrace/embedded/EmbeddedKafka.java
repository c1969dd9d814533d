package dev.millrace.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker in this JVM: KRaft, one node that is broker and controller, loopback only. What
 * was acknowledged is there again after a restart on the same folder.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final int TRIES = 3;

    private final KafkaRaftServer server;
    private final int port;
    private final Consumer<String> failures;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, int port, Consumer<String> failures) {
        this.server = server;
        this.port = port;
        this.failures = failures;
    }

    /**
     * Returns when the broker serves.
     *
     * @throws EmbeddedFailure when it cannot, with the reason in one sentence
     */
    public static EmbeddedKafka start(KafkaSettings settings) {
        format(settings.folder());
        for (int attempt = 1; ; attempt++) {
            // Another process may take a free port between the look and the bind.
            var port = settings.port() == 0 ? FreePort.any() : settings.port();
            try {
                return start(settings, port);
            } catch (EmbeddedFailure e) {
                if (attempt == TRIES || settings.port() != 0) {
                    throw e;
                }
            }
        }
    }

    private static EmbeddedKafka start(KafkaSettings settings, int port) {
        var told = new AtomicBoolean();
        Consumer<String> failures =
                failure -> {
                    if (told.compareAndSet(false, true)) {
                        settings.onFailure().accept(failure);
                    }
                };
        KafkaExits.tell(failures);
        var config = BrokerConfig.of(settings, port, FreePort.any());
        var server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
        try {
            server.startup();
            return new EmbeddedKafka(server, port, failures);
        } catch (RuntimeException | Error e) {
            KafkaExits.forget(failures);
            server.shutdown();
            throw new EmbeddedFailure("The broker did not start: " + e.getMessage(), e);
        }
    }

    /** Address for clients. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdown();
            server.awaitShutdown();
            KafkaExits.forget(failures);
        }
    }

    private static void format(Path folder) {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(folder);
            new Formatter()
                    .setPrintStream(
                            new PrintStream(
                                    OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerConfig.NODE)
                    .addDirectory(folder.toString())
                    .setMetadataLogDirectory(folder.toString())
                    .setControllerListenerName(BrokerConfig.CONTROLLER)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .run();
        } catch (IOException e) {
            throw new EmbeddedFailure("The broker's folder " + folder + " cannot be written", e);
        } catch (Exception e) {
            throw new EmbeddedFailure(
                    "The broker's folder " + folder + " cannot be prepared: " + e.getMessage(), e);
        }
    }
}
