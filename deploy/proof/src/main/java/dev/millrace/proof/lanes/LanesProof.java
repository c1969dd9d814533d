package dev.millrace.proof.lanes;

import dev.millrace.embedded.FreePort;
import dev.millrace.proof.bench.Measured;
import dev.millrace.proof.bench.Programs;
import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.checker.RawTopics.Raw;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.product.Product;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Interactive clients alone, then beside a long queue of jobs. */
public final class LanesProof {

    private static final int UPSTREAM_MILLIS = 50;
    private static final int INTERACTIVE_CLIENTS = 20;
    private static final int SUBMITTERS = 16;

    private final Path folder;
    private final int jobs;
    private final int seconds;
    private final Map<String, String> environment;

    /**
     * @param jobs how many bulk requests are queued while interactive ones are measured
     * @param seconds length of each measurement
     * @param environment the product's, added to that of this process
     */
    public LanesProof(Path folder, int jobs, int seconds, Map<String, String> environment) {
        this.folder = folder;
        this.jobs = jobs;
        this.seconds = seconds;
        this.environment = environment;
    }

    public List<Finding> run() throws IOException, InterruptedException {
        int port = FreePort.any();
        Process stub = Programs.stub(port, UPSTREAM_MILLIS);
        try (Product product =
                        Product.start(
                                new Product.Setup(
                                        folder.resolve("data"),
                                        false,
                                        1,
                                        asking("http://127.0.0.1:" + port + "/v1")));
                Client client = new Client(product.gateways(), Product.ADMIN_KEY, "stub-1")) {
            int gateway = product.address().getPort();
            Programs.load(gateway, INTERACTIVE_CLIENTS, Math.max(5, seconds / 2), false);
            Measured alone = Programs.load(gateway, INTERACTIVE_CLIENTS, seconds, false);
            Instant start = Instant.now();
            // Jobs run as fast as they are accepted: queued first, they would be over too soon.
            CompletableFuture<Integer> queuing =
                    CompletableFuture.supplyAsync(
                            () -> submit(client, start), Thread::startVirtualThread);
            Measured beside = Programs.load(gateway, INTERACTIVE_CLIENTS, seconds, false);
            Instant end = Instant.now();
            int accepted = queuing.join();
            List<Instant> finished = bulkFinishes(product);
            return List.of(
                    ratio(
                            "interactive p50 beside bulk ≤ 1.5 × alone",
                            alone.p50(),
                            beside.p50(),
                            1.5),
                    ratio(
                            "interactive p99 beside bulk ≤ 2 × alone",
                            alone.p99(),
                            beside.p99(),
                            2.0),
                    none(
                            "no interactive request failed",
                            alone.failed() + beside.failed(),
                            alone.answers() + beside.answers()),
                    none("every job was accepted", jobs - accepted, jobs),
                    rate(finished, start, end),
                    neverStill(finished, start, end));
        } finally {
            stub.destroyForcibly();
        }
    }

    private Map<String, String> asking(String upstream) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("OPENAI_API_KEY", "proof");
        all.put("OPENAI_BASE_URL", upstream);
        return all;
    }

    private int submit(Client client, Instant start) {
        AtomicInteger left = new AtomicInteger(jobs);
        AtomicInteger accepted = new AtomicInteger();
        try (ExecutorService submitters = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SUBMITTERS; i++) {
                var _ =
                        submitters.submit(
                                () -> {
                                    while (left.getAndDecrement() > 0) {
                                        Transcript job = client.job("job", "a line of bulk work");
                                        if (job.ending() == Transcript.Ending.DONE) {
                                            accepted.incrementAndGet();
                                        }
                                    }
                                    return null;
                                });
            }
        }
        System.err.printf(
                "  %d jobs accepted in %d ms%n",
                accepted.get(), Duration.between(start, Instant.now()).toMillis());
        return accepted.get();
    }

    private static List<Instant> bulkFinishes(Product product) {
        List<Instant> finished = new ArrayList<>();
        try (RawTopics topics = new RawTopics(product.bootstrapServers())) {
            for (Raw raw : topics.read("millrace.results")) {
                if (String.valueOf(raw.value().get("lane")).equals("BULK")) {
                    finished.add(raw.timestamp());
                }
            }
        }
        finished.sort(null);
        return finished;
    }

    private static Finding ratio(String sentence, double alone, double beside, double limit) {
        String seen =
                String.format(
                        Locale.ROOT,
                        "%.1f ms beside, %.1f ms alone: %.2f",
                        beside,
                        alone,
                        beside / alone);
        return new Finding(
                sentence, seen, beside <= limit * alone ? List.of() : List.of(seen), true);
    }

    private static Finding none(String sentence, long bad, long of) {
        return new Finding(
                sentence, bad + " of " + of, bad == 0 ? List.of() : List.of(bad + " did"));
    }

    private Finding rate(List<Instant> finished, Instant start, Instant end) {
        long within = finished.stream().filter(at -> at.isAfter(start) && at.isBefore(end)).count();
        boolean drained = within >= jobs;
        Instant last = drained ? finished.getLast() : end;
        double perSecond = within * 1000.0 / Duration.between(start, last).toMillis();
        String seen =
                String.format(Locale.ROOT, "%.0f/s, %d of %d finished", perSecond, within, jobs);
        return new Finding(
                "bulk finishes at least 100 a second",
                seen,
                perSecond >= 100 ? List.of() : List.of(seen),
                true);
    }

    /**
     * Looks at the time from the first measurement second until the queue was empty or the
     * measurement over.
     */
    private Finding neverStill(List<Instant> finished, Instant start, Instant end) {
        Duration longest = Duration.ZERO;
        Instant last = start;
        for (Instant at : finished) {
            if (at.isAfter(start) && at.isBefore(end)) {
                Duration pause = Duration.between(last, at);
                longest = pause.compareTo(longest) > 0 ? pause : longest;
                last = at;
            }
        }
        if (finished.size() < jobs) {
            Duration rest = Duration.between(last, end);
            longest = rest.compareTo(longest) > 0 ? rest : longest;
        }
        String seen = "longest pause " + longest.toMillis() + " ms";
        return new Finding(
                "bulk never stands still for 5 s",
                seen,
                longest.toSeconds() < 5 ? List.of() : List.of(seen));
    }
}
