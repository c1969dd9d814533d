package dev.millrace.proof.failover;

import dev.millrace.embedded.FreePort;
import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript.Ending;
import dev.millrace.proof.product.NewProvider;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.upstream.CallLog;
import dev.millrace.proof.upstream.EchoUpstream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The first of a model group dies under load, plain and streamed, and comes back on the same port.
 * Whoever had seen nothing must not notice, whoever had seen something is told, and the dead one is
 * left alone but for a probe.
 */
public final class FailoverProof {

    private static final int UPSTREAM_MILLIS = 120;
    private static final String GROUP = "steady";
    private static final Duration BACK_WITHIN = Duration.ofSeconds(15);

    private final long seed;
    private final Path folder;
    private final Duration alive;
    private final Duration dead;

    /**
     * @param folder for the upstreams' logs
     * @param alive how long the crowd asks before the first dies
     * @param dead for how long it is
     */
    public FailoverProof(long seed, Path folder, Duration alive, Duration dead) {
        this.seed = seed;
        this.folder = folder;
        this.alive = alive;
        this.dead = dead;
    }

    /** On a running product. */
    public List<Finding> findings(Product product) throws IOException, InterruptedException {
        EchoUpstream first = upstream("primary", FreePort.any());
        try (EchoUpstream standby = upstream("standby", 0)) {
            new NewProvider("primary", first.baseUrl(), Map.of()).make(product);
            new NewProvider("standby", standby.baseUrl(), Map.of()).make(product);
            group(product);
            Seen seen = watch(product, first, standby);
            try (RawTopics topics = new RawTopics(product.bootstrapServers())) {
                return new Judgement(seen, topics, BACK_WITHIN).findings();
            }
        } finally {
            first.close();
        }
    }

    private EchoUpstream upstream(String name, int port) {
        return new EchoUpstream(
                new CallLog(folder.resolve(name + ".jsonl")), UPSTREAM_MILLIS, port);
    }

    private static void group(Product product) throws IOException, InterruptedException {
        String group =
                """
                {"deployments": [{"provider": "primary", "model": "%s"}],
                 "fallbacks": {"failure": ["standby/%s"]}}"""
                        .formatted(EchoUpstream.MODEL, EchoUpstream.MODEL);
        try (Client client = new Client(product.gateways(), Product.ADMIN_KEY, GROUP)) {
            HttpResponse<String> set =
                    client.http()
                            .send(
                                    client.request("/api/v1/routing/models/" + GROUP)
                                            .PUT(BodyPublishers.ofString(group))
                                            .build(),
                                    BodyHandlers.ofString());
            if (set.statusCode() != 200) {
                throw new IllegalStateException("the group was not set: " + set.body());
            }
            Instant giveUp = Instant.now().plus(BACK_WITHIN);
            while (client.plain("first", "words:1").ending() != Ending.DONE) {
                if (Instant.now().isAfter(giveUp)) {
                    throw new IllegalStateException(GROUP + " does not answer");
                }
                Thread.sleep(200);
            }
        }
    }

    private Seen watch(Product product, EchoUpstream first, EchoUpstream standby)
            throws InterruptedException {
        Crowd crowd =
                new Crowd(
                        new Client(product.gateways(), Product.ADMIN_KEY, GROUP),
                        new SplittableRandom(seed));
        try {
            Thread.sleep(alive);
            Instant died = Instant.now();
            first.die();
            List<DeadPort.Knock> knocks = knocksAt(first.port());
            try (EchoUpstream second = upstream("primary-again", first.port())) {
                Instant back = Instant.now();
                awaitQuiet(standby, back);
                crowd.end();
                return new Seen(
                        crowd.transcripts(),
                        died,
                        back,
                        knocks,
                        first.log().calls(),
                        second.log().calls(),
                        standby.log().calls());
            }
        } finally {
            crowd.end();
        }
    }

    /** Who knocks at the port while it is dead. */
    private List<DeadPort.Knock> knocksAt(int port) throws InterruptedException {
        try (DeadPort listener = new DeadPort(port)) {
            Thread.sleep(dead);
            return listener.knocks();
        }
    }

    /** Until nobody has asked the standby for two seconds, or too long. */
    private static void awaitQuiet(EchoUpstream standby, Instant back) throws InterruptedException {
        Instant giveUp = back.plus(BACK_WITHIN).plusSeconds(5);
        while (Instant.now().isBefore(giveUp)
                && Instant.now().minusSeconds(2).isBefore(Seen.last(standby.log().calls(), back))) {
            Thread.sleep(100);
        }
    }
}
