package dev.millrace.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker and a database for tests. {@link #shared()} is started once per test JVM and closed with
 * it; {@link #start()} is one's own.
 */
public final class TestCluster implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TestCluster.class);

    private final Path folder;
    private final EmbeddedKafka kafka;
    private final CompletableFuture<EmbeddedPostgres> postgres;
    private final CompletableFuture<Optional<String>> vectors;

    private TestCluster(
            Path folder,
            EmbeddedKafka kafka,
            CompletableFuture<Optional<String>> vectors,
            CompletableFuture<EmbeddedPostgres> postgres) {
        this.folder = folder;
        this.kafka = kafka;
        this.vectors = vectors;
        this.postgres = postgres;
    }

    /** The one of this JVM. */
    public static TestCluster shared() {
        return Shared.CLUSTER;
    }

    /**
     * A fresh one, for tests that stop the broker or fill it up. The broker serves when this
     * returns; the database is waited for by whoever asks for it first.
     */
    public static TestCluster start() {
        var folder = Folders.temporary("millrace-test");
        var vectors = CompletableFuture.supplyAsync(() -> VectorExtension.fetch(log::info));
        var database =
                vectors.thenApply(
                        _ ->
                                EmbeddedPostgres.start(
                                        PostgresSettings.at(folder.resolve("postgres"))));
        var kafka = EmbeddedKafka.start(KafkaSettings.at(folder.resolve("kafka")));
        return new TestCluster(folder, kafka, vectors, database);
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /**
     * For tests of what needs pgvector: they fail where it cannot be had.
     *
     * @throws EmbeddedFailure with the reason
     */
    public TestCluster withVectors() {
        vectors.join()
                .ifPresent(
                        reason -> {
                            throw new EmbeddedFailure("This test needs pgvector: " + reason);
                        });
        return this;
    }

    /** For a service's short name, for example {@code gateway}. */
    public String jdbcUrl(String service) {
        postgres().user(service);
        return postgres().jdbcUrl();
    }

    public String user(String service) {
        return postgres().user(service);
    }

    public String password(String service) {
        return postgres().password(service);
    }

    /** Properties for a Spring context of this service: log, database, data folder. */
    public Map<String, String> properties(String service) {
        return Map.of(
                "millrace.data",
                Folders.made(folder.resolve("data-" + service)).toString(),
                "millrace.kafka",
                bootstrapServers(),
                "spring.datasource.url",
                jdbcUrl(service),
                "spring.datasource.username",
                user(service),
                "spring.datasource.password",
                password(service));
    }

    /**
     * Deletes every topic and every consumer group that has no members left. Close what reads and
     * writes before.
     */
    public void clearLog() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            var topics = admin.listTopics(new ListTopicsOptions().listInternal(false)).names();
            admin.deleteTopics(topics.get()).all().get();
            var groups =
                    admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
            admin.deleteConsumerGroups(groups).deletedGroups().values().forEach(this::settle);
            awaitNoTopics(admin);
        } catch (ExecutionException e) {
            throw new EmbeddedFailure("The log could not be cleared: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("Interrupted while the log was cleared", e);
        }
    }

    /** Empties every service's schema; Flyway fills it again at the next context. */
    public void clearDatabase() {
        postgres().recreateSchemas();
    }

    public EmbeddedKafka kafka() {
        return kafka;
    }

    public EmbeddedPostgres postgres() {
        return postgres.join();
    }

    @Override
    public void close() {
        kafka.close();
        postgres().close();
        Folders.delete(folder);
    }

    private static void awaitNoTopics(Admin admin) throws InterruptedException, ExecutionException {
        var options = new ListTopicsOptions().listInternal(false);
        while (!admin.listTopics(options).names().get().equals(java.util.Set.of())) {
            Thread.sleep(20);
        }
    }

    private void settle(org.apache.kafka.common.KafkaFuture<Void> deletion) {
        try {
            deletion.get();
        } catch (ExecutionException e) {
            // A group with members is another test's business.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holder: started by the first test that asks. */
    private static final class Shared {

        private static final TestCluster CLUSTER = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(CLUSTER::close, "test-cluster-close"));
        }
    }
}
