package dev.millrace.proof.badinput;

import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.product.Stand;
import dev.millrace.proof.upstream.EchoUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.generic.GenericRecord;
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

    /** The topics of the road, each of which has two lanes. */
    static final List<String> BY_REQUEST =
            List.of("requests", "retrievals", "executions", "outcomes");

    private static final String GROUNDED =
            """
            {"model":"%s","retrieval":{"knowledge_base":"%s"},\
            "messages":[{"role":"user","content":"nonce:versions"}]}"""
                    .formatted(EchoUpstream.MODEL, Growth.KNOWLEDGE_BASE);

    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentLinkedQueue<Transcript> load = new ConcurrentLinkedQueue<>();

    private final int documentBytes;

    /**
     * @param documentBytes of each document that is hard to work on
     */
    public BadInputProof(int documentBytes) {
        this.documentBytes = documentBytes;
    }

    /** What the product must be told, so that bodies can grow over a limit on their way. */
    public static Map<String, String> environment() {
        return Map.of(Growth.INLINE, "16MB");
    }

    public List<Finding> findings(Stand stand) throws IOException, InterruptedException {
        Client client = stand.client();
        Product product = stand.product();
        List<Finding> findings = new ArrayList<>();
        AtomicBoolean on = new AtomicBoolean(true);
        try (KafkaProducer<String, byte[]> byHand =
                        new KafkaProducer<>(
                                Map.of("bootstrap.servers", product.bootstrapServers()),
                                new StringSerializer(),
                                new ByteArraySerializer());
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                var _ = clients.submit(goodLoad(client, on));
            }
            try {
                emptyKnowledgeBase(client);
                findings.add(garbage(client, product, byHand));
                findings.addAll(
                        new Versions(
                                        product.bootstrapServers(),
                                        byHand,
                                        accepted(client, BodyPublishers.ofString(GROUNDED)))
                                .run());
                String probe = accepted(client, Growth.probe());
                findings.add(table(client, Growth.of(product.bootstrapServers(), probe)));
                findings.add(eachAtItsStage(product));
                findings.addAll(new BadDocuments(documentBytes).findings(stand));
                findings.add(killer(client, product, stand.upstream()));
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

    /** What grounded requests are grounded in: nothing is found there, but it is there. */
    private static void emptyKnowledgeBase(Client client) throws IOException, InterruptedException {
        HttpResponse<String> made =
                client.http()
                        .send(
                                client.request("/api/v1/kb")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"name\":\""
                                                                + Growth.KNOWLEDGE_BASE
                                                                + "\"}"))
                                        .build(),
                                BodyHandlers.ofString());
        if (made.statusCode() != 201 && made.statusCode() != 409) {
            throw new IllegalStateException("no knowledge base: " + made.body());
        }
    }

    /** The id of a request that was answered. */
    private static String accepted(Client client, BodyPublisher body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.http()
                        .send(
                                client.request("/v1/chat/completions").POST(body).build(),
                                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("a good request was refused: " + answer.body());
        }
        return answer.headers().firstValue("x-request-id").orElseThrow();
    }

    /** What grew over the limit was stopped where it grew. */
    private static Finding eachAtItsStage(Product product) {
        List<String> deciders = new ArrayList<>();
        try (RawTopics topics = new RawTopics(product.bootstrapServers())) {
            for (RawTopics.Raw raw : topics.read("millrace.outcomes.interactive")) {
                if (raw.value().get("failure") instanceof GenericRecord failure
                        && "too_large".equals(String.valueOf(failure.get("code")))) {
                    deciders.add(String.valueOf(raw.value().get("decidedBy")));
                }
            }
        }
        // In which of them first depends on the partitions of the two requests.
        deciders.sort(null);
        List<String> expected = List.of("rag-service", "router-service");
        return new Finding(
                "a request that grows over the record limit ends where it grows",
                String.join(", ", deciders),
                deciders.equals(expected) ? List.of() : List.of("expected " + expected));
    }

    /**
     * Comes again when it is told to: a view that waits for the schema of a record put there by
     * hand cannot say yet that an id is unknown.
     */
    private static HttpResponse<String> patient(Client client, HttpRequest request, int status)
            throws IOException, InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (true) {
            HttpResponse<String> response = client.http().send(request, BodyHandlers.ofString());
            boolean later =
                    response.statusCode() == 503
                            && status != 503
                            && response.headers().firstValue("retry-after").isPresent();
            if (!later || Instant.now().isAfter(giveUp)) {
                return response;
            }
            Thread.sleep(1_000);
        }
    }

    private Finding table(Client client, Growth growth) throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        List<Case> cases =
                Case.all(
                        new Case.Given(
                                revokedKey(client),
                                BodyPublishers.ofByteArray(new byte[OVER_LIMIT_BYTES]),
                                growth.overRecord(),
                                growth.overWithPlan(),
                                growth.overWithGrounding(),
                                Growth.overContext()));
        for (Case bad : cases) {
            HttpRequest.Builder request =
                    client.request(bad.path()).method(bad.method(), bad.body());
            bad.headers().forEach(request::setHeader);
            if (bad.key() != null) {
                request.setHeader(
                        "authorization", bad.key().isEmpty() ? "" : "Bearer " + bad.key());
            }
            HttpResponse<String> response = patient(client, request.build(), bad.status());
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

    /** Bytes nobody can read, on every topic there is: the requests of those keys end. */
    private Finding garbage(Client client, Product product, KafkaProducer<String, byte[]> byHand)
            throws InterruptedException {
        Map<String, String> places = new LinkedHashMap<>();
        Set<String> road = new HashSet<>();
        for (String stage : BY_REQUEST) {
            road.add("millrace." + stage + ".interactive");
            road.add("millrace." + stage + ".bulk");
        }
        int others = 0;
        for (Topic<?> topic : Topics.all()) {
            String key = road.contains(topic.name()) ? UUID.randomUUID().toString() : "garbage";
            if (road.contains(topic.name())) {
                places.put(key, topic.name());
            } else {
                others++;
            }
            var _ = byHand.send(new ProducerRecord<>(topic.name(), key, new byte[] {1, 2, 3, 4}));
        }
        var _ = byHand.send(new ProducerRecord<>(Topics.WIRE_SCHEMAS, "garbage", new byte[] {1}));
        byHand.flush();
        List<String> faults =
                new ArrayList<>(
                        Endings.faults(
                                BadRecord.UNREADABLE,
                                places,
                                new Endings(product.bootstrapServers()).await(places.keySet())));
        Transcript after = requireDone(client);
        if (after.ending() != Transcript.Ending.DONE) {
            faults.add("a good request afterwards: " + after.status() + " " + after.code());
        }
        return new Finding(
                BadRecord.UNREADABLE.sentence() + ", and nothing else",
                places.size() + " requests, " + (others + 1) + " other topics",
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
                BadRecord.KILLER.endsAs(
                                        new Endings.Ended(
                                                "FAILED",
                                                String.valueOf(result.code()),
                                                Instant.now()))
                                && calls == 3
                        ? List.of()
                        : List.of("it ended with " + result.code() + " after " + calls + " calls");
        return new Finding(BadRecord.KILLER.sentence(), calls + " kills", faults);
    }
}
