package dev.millrace.proof.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.embedded.EmbeddedKafka;
import dev.millrace.embedded.KafkaSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The least a durable design can cost: a plain HTTP server, four topics in a row with acknowledged
 * byte arrays, the call to the upstream after the second, all in one JVM. No schemas, no checks, no
 * accounting, no offsets kept. Streams are chunks written to the last topic as they come. Run as a
 * process of its own: {@code Floor PORT UPSTREAM_URL FOLDER}.
 */
public final class Floor {

    private static final List<String> HOPS = List.of("hop1", "hop2", "hop3", "hop4");
    private static final byte[] END = new byte[0];

    private final KafkaProducer<String, byte[]> producer;
    private final String bootstrap;
    private final URI upstream;
    private final HttpClient http;
    private final Map<String, Consumer<byte[]>> waiting = new ConcurrentHashMap<>();

    private Floor(String bootstrap, URI upstream) {
        this.bootstrap = bootstrap;
        this.upstream = upstream;
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "0"),
                        new StringSerializer(),
                        new ByteArraySerializer());
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
    }

    public static void main(String[] args) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(KafkaSettings.at(Path.of(args[2])));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(HOPS.stream().map(hop -> new NewTopic(hop, 6, (short) 1)).toList())
                    .all()
                    .get();
        }
        Floor floor =
                new Floor(kafka.bootstrapServers(), URI.create(args[1] + "/chat/completions"));
        floor.hop("hop1", record -> floor.send("hop2", record.key(), record.value()));
        floor.hop(
                "hop2",
                record -> Thread.ofVirtual().start(() -> floor.call(record.key(), record.value())));
        floor.hop("hop3", record -> floor.send("hop4", record.key(), record.value()));
        floor.hop("hop4", floor::reply);
        floor.serve(Integer.parseInt(args[0]));
        System.out.println("floor ready");
    }

    private void serve(int port) throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String id = UUID.randomUUID().toString();
        if (isStream(body)) {
            stream(exchange, id, body);
            return;
        }
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.put(id, answer::complete);
        acknowledged(id, body);
        byte[] bytes = answer.join();
        waiting.remove(id);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void stream(HttpExchange exchange, String id, byte[] body) throws IOException {
        var chunks = new java.util.concurrent.LinkedBlockingQueue<byte[]>();
        waiting.put(id, chunks::add);
        acknowledged(id, body);
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (byte[] chunk = chunks.take(); chunk.length > 0; chunk = chunks.take()) {
                out.write(chunk);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting.remove(id);
    }

    private void acknowledged(String id, byte[] body) {
        try {
            producer.send(new ProducerRecord<>("hop1", id, body)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void call(String id, byte[] body) {
        HttpRequest request =
                HttpRequest.newBuilder(upstream)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        try {
            if (isStream(body)) {
                try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
                    lines.filter(line -> !line.isEmpty())
                            .forEach(
                                    line ->
                                            send(
                                                    "hop4",
                                                    id,
                                                    (line + "\n\n")
                                                            .getBytes(
                                                                    java.nio.charset
                                                                            .StandardCharsets
                                                                            .UTF_8)));
                }
                send("hop3", id, END);
            } else {
                send("hop3", id, http.send(request, BodyHandlers.ofByteArray()).body());
            }
        } catch (IOException e) {
            send("hop3", id, END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reply(ConsumerRecord<String, byte[]> record) {
        Consumer<byte[]> waiter = waiting.get(record.key());
        if (waiter != null) {
            waiter.accept(record.value());
        }
    }

    /** Both kinds of body come from {@link Load}, which writes the flag last. */
    private static boolean isStream(byte[] body) {
        return body.length > 6 && body[body.length - 2] == 'e' && body[body.length - 6] == ':';
    }

    private void send(String topic, String key, byte[] value) {
        var _ = producer.send(new ProducerRecord<>(topic, key, value));
    }

    private void hop(String topic, Consumer<ConsumerRecord<String, byte[]>> work) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "group.id",
                                topic,
                                "auto.offset.reset",
                                "earliest"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        Thread.ofPlatform()
                .name(topic)
                .start(
                        () -> {
                            while (true) {
                                consumer.poll(Duration.ofMillis(500)).forEach(work);
                            }
                        });
    }
}
