package dev.millrace.proof.limits;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.checker.RawTopics.Raw;
import dev.millrace.proof.product.NewProvider;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.upstream.Call;
import dev.millrace.proof.upstream.EchoUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Two instances of provider-service share a limit on requests a minute of one provider and one on
 * tokens a minute of another, while more is asked than they let through: nine of ten requests come
 * to the first instance, then to the second, then the second is killed and everything comes to the
 * first. What the limits let through is counted at the upstream.
 */
public final class LimitsProof {

    private static final long REQUESTS = 600;
    private static final long TOKENS = 60_000;
    private static final double DEMAND = 1.5;

    /** Of the limit, whatever the window: what stocks hold, and what their filling may be late. */
    private static final double TOLERANCE = 0.05;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Stocks that nobody has asked for yet are empty. */
    private static final Duration FIRST_FILL = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String KILLED = "provider-service-1";

    private final long seed;
    private final Duration part;

    /**
     * @param seconds of load, in three parts
     */
    public LimitsProof(long seed, int seconds) {
        this.seed = seed;
        this.part = Duration.ofMillis(seconds * 1000L / 3);
    }

    /** On a running product with two instances of provider-service. */
    public List<Finding> findings(Product product, EchoUpstream upstream)
            throws IOException, InterruptedException {
        String servers = product.bootstrapServers();
        SplittableRandom random = new SplittableRandom(seed);
        NewProvider requests =
                new NewProvider(
                        "requests", upstream.baseUrl(), Map.of("requests_per_minute", REQUESTS));
        NewProvider tokens =
                new NewProvider("tokens", upstream.baseUrl(), Map.of("tokens_per_minute", TOKENS));
        requests.make(product);
        tokens.make(product);
        try (Executions executions = new Executions(servers);
                Members members = new Members(servers)) {
            List<Demand> demands =
                    List.of(
                            demand(requests, servers, executions, REQUESTS, random),
                            demand(
                                    tokens,
                                    servers,
                                    executions,
                                    TOKENS / Demand.usualTokens(),
                                    random));
            Map<Integer, List<Integer>> held = members.await(2);
            Instant from = Instant.now();
            ask(demands, 1, held, 0.9);
            ask(demands, 2, held, 0.1);
            long pid = product.pid(KILLED);
            boolean unmoved = members.held().equals(held);
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            Instant killed = Instant.now();
            ask(demands, 3, held, 1);
            Instant to = Instant.now();
            Map<String, String> endings = awaitEndings(servers, demands);
            List<Call> calls = upstream.log().calls();
            List<Finding> findings = new ArrayList<>();
            findings.add(shares(demands, calls, held, unmoved, product.pid(KILLED) != pid));
            findings.addAll(
                    limit(
                            "calls",
                            REQUESTS,
                            new Sliding(uses(calls, "requests", false)),
                            from,
                            to));
            findings.addAll(
                    limit("tokens", TOKENS, new Sliding(uses(calls, "tokens", true)), from, to));
            findings.add(ended(demands, endings, calls, killed));
            return findings;
        }
    }

    private static Demand demand(
            NewProvider provider,
            String servers,
            Executions executions,
            double perMinute,
            SplittableRandom random) {
        return new Demand(
                provider.id(),
                Executions.sample(servers, provider.model()),
                executions,
                perMinute * DEMAND,
                random.split());
    }

    private void ask(
            List<Demand> demands, int number, Map<Integer, List<Integer>> held, double first)
            throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<@Nullable Void>> running = new ArrayList<>();
            for (Demand demand : demands) {
                running.add(
                        threads.submit(
                                () -> {
                                    demand.ask(number, part, held, first);
                                    return null;
                                }));
            }
            for (Future<@Nullable Void> one : running) {
                var _ = one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        System.err.printf("  part %d of the load is over%n", number);
    }

    private static List<Sliding.Use> uses(List<Call> calls, String provider, boolean tokens) {
        Map<Long, Instant> begun = new HashMap<>();
        List<Sliding.Use> uses = new ArrayList<>();
        for (Call call : calls) {
            if (!call.nonce().startsWith(provider + "-")) {
                continue;
            }
            if (call.ending().equals("started")) {
                begun.put(call.call(), call.at());
                if (!tokens) {
                    uses.add(new Sliding.Use(call.at(), 1));
                }
            } else if (tokens) {
                uses.add(
                        new Sliding.Use(
                                begun.getOrDefault(call.call(), call.at()),
                                call.promptTokens() + call.completionTokens()));
            }
        }
        return uses;
    }

    /** The law of a limit for any window: so much for its time, and a twentieth of a minute's. */
    private List<Finding> limit(
            String what, long perMinute, Sliding used, Instant from, Instant to) {
        Duration window = part.compareTo(MINUTE) < 0 ? part : MINUTE;
        String name = window.equals(MINUTE) ? "minute" : window.toMillis() / 1e3 + " s";
        double fair = perMinute * window.toMillis() / 60_000.0;
        long most = (long) Math.floor(fair + perMinute * TOLERANCE);
        long least = (long) Math.ceil(fair - perMinute * TOLERANCE);
        long seenMost = used.most(window);
        long seenLeast = used.least(window, from.plus(FIRST_FILL), to);
        return List.of(
                new Finding(
                        "no sliding " + name + " has more than " + most + " " + what,
                        "at most " + seenMost,
                        seenMost <= most ? List.of() : List.of("one has " + seenMost)),
                new Finding(
                        "while more is asked, none has fewer than " + least + " " + what,
                        "at least " + seenLeast,
                        seenLeast >= least ? List.of() : List.of("one has " + seenLeast)));
    }

    /** What was asked of each instance, and that it came to each. */
    private static Finding shares(
            List<Demand> demands,
            List<Call> calls,
            Map<Integer, List<Integer>> held,
            boolean unmoved,
            boolean restarted) {
        List<String> faults = new ArrayList<>();
        StringBuilder seen = new StringBuilder("asked/called");
        Map<String, Double> shares = Map.of("1-0", 0.9, "1-1", 0.1, "2-0", 0.1, "2-1", 0.9);
        for (Demand demand : demands) {
            Map<String, Long> asked = demand.counts();
            for (String place : List.of("1-0", "1-1", "2-0", "2-1", "3-0")) {
                String prefix = demand.name() + "-" + place + "-";
                long called =
                        calls.stream()
                                .filter(call -> call.ending().equals("started"))
                                .filter(call -> call.nonce().startsWith(prefix))
                                .count();
                long here = asked.getOrDefault(place, 0L);
                seen.append(' ').append(prefix, 0, prefix.length() - 1);
                seen.append(' ').append(here).append('/').append(called);
                String part = place.substring(0, 2);
                long all = asked.getOrDefault(part + "0", 0L) + asked.getOrDefault(part + "1", 0L);
                if (Math.abs(here - shares.getOrDefault(place, 1.0) * all) > 2 || called == 0) {
                    faults.add(prefix + ": " + here + " of " + all + ", called " + called);
                }
            }
        }
        if (!unmoved) {
            faults.add("partitions had moved before anybody was killed from " + held);
        }
        if (!restarted) {
            faults.add("nobody was killed");
        }
        return new Finding(
                "nine of ten came to one instance, then to the other, then all to the one that lives",
                seen.toString(),
                faults);
    }

    private static Map<String, String> awaitEndings(String servers, List<Demand> demands)
            throws InterruptedException {
        Set<String> asked = new HashSet<>();
        demands.forEach(demand -> asked.addAll(demand.asked()));
        Instant giveUp = Instant.now().plus(PATIENCE);
        Map<String, String> endings = endings(servers);
        while (!endings.keySet().containsAll(asked) && Instant.now().isBefore(giveUp)) {
            Thread.sleep(2_000);
            endings = endings(servers);
        }
        return endings;
    }

    /** The first ending of each request: its name, or why it failed. */
    private static Map<String, String> endings(String servers) {
        Map<String, String> endings = new HashMap<>();
        try (RawTopics topics = new RawTopics(servers)) {
            for (Raw raw : topics.read("millrace.results")) {
                GenericRecord failure = (GenericRecord) raw.value().get("failure");
                endings.putIfAbsent(
                        raw.key(),
                        String.valueOf(
                                failure == null ? raw.value().get("ending") : failure.get("code")));
            }
        }
        return endings;
    }

    private static Finding ended(
            List<Demand> demands, Map<String, String> endings, List<Call> calls, Instant killed) {
        List<String> faults = new ArrayList<>();
        long answered = 0;
        long refused = 0;
        for (Demand demand : demands) {
            for (String id : demand.asked()) {
                switch (endings.getOrDefault(id, "never ended")) {
                    case "COMPLETED" -> answered++;
                    case "rate_limit_exceeded" -> refused++;
                    case String other -> faults.add(demand.name() + " " + id + ": " + other);
                }
            }
        }
        long gone =
                calls.stream()
                        .filter(call -> call.ending().equals("gone") && call.at().isAfter(killed))
                        .count();
        return new Finding(
                "every request was answered, or refused because the limit is used up",
                answered
                        + " answered, "
                        + refused
                        + " refused, "
                        + gone
                        + " calls lost by the kill",
                faults);
    }
}
