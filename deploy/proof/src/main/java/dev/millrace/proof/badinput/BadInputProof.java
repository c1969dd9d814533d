package dev.millrace.proof.badinput;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.Journal;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.product.Stand;
import dev.millrace.proof.upstream.EchoUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends bad input of every kind at a running product and watches the good load beside it. */
public final class BadInputProof {

    private static final int CLIENTS = 4;
    private static final int OVER_LIMIT_BYTES = 51 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> BY_REQUEST =
            List.of("requests", "retrievals", "executions", "outcomes");

    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentLinkedQueue<Transcript> load = new ConcurrentLinkedQueue<>();

    public List<Finding> findings(Stand stand) throws IOException, InterruptedException {
        Client client = stand.client();
        List<Finding> findings = new ArrayList<>();
        AtomicBoolean on = new AtomicBoolean(true);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                var _ = clients.submit(goodLoad(client, on));
            }
            try {
                findings.add(table(client));
                findings.add(garbage(client, stand.product()));
                findings.add(killer(client, stand.product(), stand.upstream()));
            } finally {
                on.set(false);
            }
        }
        findings.add(loadUnharmed());
        return findings;
    }

    private Callable<Integer> goodLoad(Client client, AtomicBoolean on) {
        return () -> {
            int sent = 0;
            for (; on.get(); sent++) {
                load.add(client.plain("load-" + numbers.incrementAndGet(), "words:12"));
            }
            return sent;
        };
    }

    private Finding loadUnharmed() {
        List<String> faults =
                load.stream()
                        .filter(transcript -> transcript.ending() != Transcript.Ending.DONE)
                        .map(transcript -> transcript.status() + " " + transcript.code())
                        .toList();
        return new Finding(
                "the load beside it shows no failure", load.size() + " requests", faults);
    }

    private Finding table(Client client) throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        List<Case> cases =
                Case.all(
                        revokedKey(client), BodyPublishers.ofByteArray(new byte[OVER_LIMIT_BYTES]));
        for (Case bad : cases) {
            HttpRequest.Builder request =
                    client.request(bad.path()).method(bad.method(), bad.body());
            if (bad.key() != null) {
                request.setHeader(
                        "authorization", bad.key().isEmpty() ? "" : "Bearer " + bad.key());
            }
            HttpResponse<String> response =
                    client.http().send(request.build(), BodyHandlers.ofString());
            JsonNode error = errorOf(response.body());
            String seen =
                    response.statusCode()
                            + " "
                            + error.path("code").asString("")
                            + " "
                            + error.path("param").asString("-");
            String expected =
                    bad.status()
                            + " "
                            + bad.code()
                            + " "
                            + (bad.param() == null ? "-" : bad.param());
            if (!seen.equals(expected)) {
                faults.add(bad.name() + ": " + seen + " instead of " + expected);
            } else if (error.path("message").asString("").isBlank() || !error.has("type")) {
                faults.add(bad.name() + ": no message or no type");
            }
        }
        return new Finding(
                "each bad request gets its status, code and param",
                cases.size() + " cases",
                faults);
    }

    private JsonNode errorOf(String body) {
        try {
            return json.readTree(body).path("error");
        } catch (RuntimeException e) {
            return json.createObjectNode();
        }
    }

    private String revokedKey(Client client) throws IOException, InterruptedException {
        HttpResponse<String> made =
                client.http()
                        .send(
                                client.request("/api/v1/keys")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"name\":\"to be revoked\"}"))
                                        .build(),
                                BodyHandlers.ofString());
        JsonNode key = json.readTree(made.body());
        client.http()
                .send(
                        client.request("/api/v1/keys/" + key.path("id").asString(""))
                                .DELETE()
                                .build(),
                        BodyHandlers.discarding());
        return key.path("key").asString("");
    }

    /**
     * Bytes nobody can read, put on each topic of the road by hand: the request of that key ends
     * `undecodable`.
     */
    private Finding garbage(Client client, Product product) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", product.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (String stage : BY_REQUEST) {
                for (String lane : List.of("interactive", "bulk")) {
                    String id = UUID.randomUUID().toString();
                    ids.add(id);
                    var _ =
                            producer.send(
                                    new ProducerRecord<>(
                                            "millrace." + stage + "." + lane,
                                            id,
                                            new byte[] {1, 2, 3, 4}));
                }
            }
            for (String topic :
                    List.of("results", "replies", "attempts", "controls", "catalog", "access")) {
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        "millrace." + topic, "garbage", new byte[] {9, 9, 9}));
            }
        }
        List<String> faults = new ArrayList<>();
        Instant giveUp = Instant.now().plus(PATIENCE);
        List<String> open = List.of();
        do {
            Thread.sleep(500);
            try (RawTopics topics = new RawTopics(product.bootstrapServers())) {
                Journal journal = Journal.read(topics);
                open =
                        ids.stream()
                                .filter(
                                        id ->
                                                !journal.requests().containsKey(id)
                                                        || journal.requests()
                                                                .get(id)
                                                                .endings()
                                                                .isEmpty())
                                .toList();
            }
        } while (!open.isEmpty() && Instant.now().isBefore(giveUp));
        open.forEach(id -> faults.add(id + " never ended"));
        Transcript after = requireDone(client);
        if (after.ending() != Transcript.Ending.DONE) {
            faults.add("a good request afterwards: " + after.status() + " " + after.code());
        }
        return new Finding(
                "an undecodable record on each topic ends its request and nothing else",
                ids.size() + " requests, 6 other topics",
                faults);
    }

    private Transcript requireDone(Client client) throws InterruptedException {
        return client.plain("after-" + numbers.incrementAndGet(), "words:12");
    }

    /**
     * The upstream kills the provider each time it sees one prompt: the third crash ends that
     * request as `poison`.
     */
    private Finding killer(Client client, Product product, EchoUpstream upstream)
            throws InterruptedException {
        String nonce = "killer-" + numbers.incrementAndGet();
        upstream.onCall(
                nonce,
                () ->
                        ProcessHandle.of(product.pid("provider-service"))
                                .ifPresent(ProcessHandle::destroyForcibly));
        Transcript job = client.job(nonce, "words:12");
        Transcript result = client.jobResult(job);
        long calls =
                upstream.log().calls().stream()
                        .filter(
                                call ->
                                        call.nonce().equals(nonce)
                                                && call.ending().equals("started"))
                        .count();
        List<String> faults =
                "poison".equals(result.code()) && calls == 3
                        ? List.of()
                        : List.of("it ended with " + result.code() + " after " + calls + " calls");
        return new Finding(
                "a record that kills its reader three times ends as poison",
                calls + " kills",
                faults);
    }
}
