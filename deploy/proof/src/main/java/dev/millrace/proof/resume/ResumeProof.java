package dev.millrace.proof.resume;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.Journal;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.product.Stand;
import dev.millrace.proof.upstream.EchoUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cuts streams after every k-th event and goes on at the other gateway, at once and when the answer
 * is long finished.
 */
public final class ResumeProof {

    private static final int WORDS = 12;
    private static final int UPSTREAM_MILLIS = 240;

    private final JsonMapper json = JsonMapper.builder().build();

    public List<Finding> findings(Stand stand) throws IOException, InterruptedException {
        Client client = stand.client();
        List<URI> gateways = stand.product().gateways();
        return List.of(
                cutAfterEach(client, gateways, false),
                cutAfterEach(client, gateways, true),
                foreign(client, gateways),
                cutByUpstream(client, gateways.getFirst(), stand.product()));
    }

    private static String body(String nonce, String directives) {
        return "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"nonce:%s words:%d delay:%d %s\"}]}"
                .formatted(EchoUpstream.MODEL, nonce, WORDS, UPSTREAM_MILLIS, directives);
    }

    private Finding cutAfterEach(Client client, List<URI> gateways, boolean later)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        int cuts = 0;
        for (int k = 1; ; k++) {
            String nonce = (later ? "later-" : "once-") + k;
            CutStream stream = new CutStream(client.http(), Product.ADMIN_KEY);
            if (!stream.start(gateways.getFirst(), body(nonce, ""), k)) {
                break;
            }
            cuts++;
            if (later) {
                awaitFinished(client, stream.requestId());
            }
            Optional<Integer> refused = stream.resume(gateways.getLast());
            // The whole of it, from the log, as a client that saw nothing reads it.
            CutStream whole = new CutStream(client.http(), Product.ADMIN_KEY);
            wholeOf(whole, stream.requestId(), gateways.getFirst());
            if (refused.isPresent()) {
                faults.add("cut after " + k + " was refused with " + refused.get());
            } else if (!stream.data().equals(whole.data())
                    || !stream.data().getLast().equals("[DONE]")) {
                faults.add(
                        "cut after "
                                + k
                                + ": "
                                + stream.data().size()
                                + " events instead of "
                                + whole.data().size());
            }
        }
        return new Finding(
                "a stream cut after every k-th event goes on at the other gateway "
                        + (later ? "when the answer is finished" : "at once")
                        + ", equal to the uncut one",
                cuts + " cuts",
                cuts < WORDS ? List.of("only " + cuts + " cuts were possible") : faults);
    }

    private static void wholeOf(CutStream whole, String requestId, URI gateway)
            throws IOException, InterruptedException {
        whole.adopt(requestId);
        whole.resume(gateway);
    }

    private void awaitFinished(Client client, String requestId)
            throws IOException, InterruptedException {
        int status;
        do {
            Thread.sleep(100);
            status =
                    client.http()
                            .send(
                                    client.request("/v1/chat/completions/" + requestId)
                                            .GET()
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode();
        } while (status == 409);
    }

    private Finding foreign(Client client, List<URI> gateways)
            throws IOException, InterruptedException {
        CutStream mine = new CutStream(client.http(), Product.ADMIN_KEY);
        mine.start(gateways.getFirst(), body("mine", ""), 3);
        List<String> faults = new ArrayList<>();
        Map<String, String> keys =
                Map.of(
                        "another tenant",
                                key(
                                        client,
                                        "{\"name\":\"foreign\",\"tenant\":\"other\",\"user\":\"someone\"}"),
                        "another user",
                                key(
                                        client,
                                        "{\"name\":\"neighbour\",\"tenant\":\"default\",\"user\":\"neighbour\"}"));
        for (Map.Entry<String, String> key : keys.entrySet()) {
            CutStream theirs = new CutStream(client.http(), key.getValue());
            theirs.adopt(mine.requestId());
            for (URI gateway : gateways) {
                Optional<Integer> status = theirs.resume(gateway);
                if (!status.equals(Optional.of(404))) {
                    faults.add(
                            key.getKey()
                                    + " got "
                                    + status.map(String::valueOf).orElse("the stream"));
                }
            }
        }
        CutStream unknown = new CutStream(client.http(), Product.ADMIN_KEY);
        unknown.adopt("01999999-9999-7999-8999-999999999999");
        Optional<Integer> status = unknown.resume(gateways.getLast());
        if (!status.equals(Optional.of(404))) {
            faults.add("an unknown id got " + status);
        }
        return new Finding("a foreign or unknown id is 404", "2 foreign keys, 2 gateways", faults);
    }

    private String key(Client client, String body) throws IOException, InterruptedException {
        JsonNode made =
                json.readTree(
                        client.http()
                                .send(
                                        client.request("/api/v1/keys")
                                                .POST(BodyPublishers.ofString(body))
                                                .build(),
                                        BodyHandlers.ofString())
                                .body());
        return made.path("key").asString("");
    }

    private Finding cutByUpstream(Client client, URI gateway, Product product)
            throws IOException, InterruptedException {
        CutStream stream = new CutStream(client.http(), Product.ADMIN_KEY);
        stream.start(gateway, body("upstream-cut", "cut:5"), Integer.MAX_VALUE);
        List<String> faults = new ArrayList<>();
        String last = stream.data().isEmpty() ? "" : stream.data().getLast();
        if (!last.contains("\"error\"") || !last.contains("upstream_interrupted")) {
            faults.add("it ended with " + last);
        }
        awaitFinished(client, stream.requestId());
        try (RawTopics topics = new RawTopics(product.bootstrapServers())) {
            Journal.Entry entry = Journal.read(topics).requests().get(stream.requestId());
            if (entry == null || entry.endings().size() != 1) {
                faults.add("it has no single ending in the log");
            } else {
                Journal.End end = entry.endings().getFirst();
                if (!end.ending().equals("FAILED")
                        || !end.text().contains("|4]")
                        || end.text().contains("|5]")) {
                    faults.add("kept: " + end.ending() + " \"" + end.text() + "\"");
                }
            }
        }
        return new Finding(
                "a stream cut by the upstream ends as an error with what was received kept",
                "cut after 5 words",
                faults);
    }
}
