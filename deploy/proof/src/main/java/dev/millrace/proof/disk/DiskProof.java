package dev.millrace.proof.disk;

import static java.util.Objects.requireNonNull;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.Journal;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.load.Transcript.Ending;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.product.Stand;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Fills the disk under a running product, first below the guard's line, then to the last byte, and
 * makes room again.
 */
public final class DiskProof {

    private static final long BELOW_THE_LINE = 1L << 30;
    private static final int JOBS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Transcript> jobs = new ArrayList<>();
    private int number;

    /** The stand's data folder lies on the disk. */
    public List<Finding> findings(Stand stand, SmallDisk disk)
            throws IOException, InterruptedException {
        Client client = stand.client();
        List<Finding> findings = new ArrayList<>();
        submit(client);
        disk.fill(BELOW_THE_LINE);
        findings.add(
                until(
                        client,
                        "below the guard's line new requests get 503 storage_full",
                        DiskProof::refusedForSpace));
        disk.free();
        findings.add(
                until(client, "with room again new requests are answered", DiskProof::answered));
        submit(client);
        disk.fill(0);
        Thread.sleep(5_000);
        disk.free();
        findings.add(
                until(
                        client,
                        "after a disk full to the last byte new requests are answered",
                        DiskProof::answered));
        findings.add(nothingLost(client, stand.product()));
        return findings;
    }

    private void submit(Client client) throws InterruptedException {
        for (int i = 0; i < JOBS; i++) {
            Transcript job = client.job("disk-" + ++number, "words:12");
            if (job.ending() == Ending.DONE) {
                jobs.add(job);
            }
        }
    }

    private static boolean refusedForSpace(Transcript transcript) {
        return transcript.status() == 503
                && "storage_full".equals(transcript.code())
                && transcript.retryAfter() != null;
    }

    private static boolean answered(Transcript transcript) {
        return transcript.ending() == Ending.DONE;
    }

    private Finding until(Client client, String sentence, Predicate<Transcript> expected)
            throws InterruptedException {
        Instant start = Instant.now();
        Transcript seen;
        do {
            Thread.sleep(200);
            seen = client.plain("probe-" + ++number, "words:12");
        } while (!expected.test(seen)
                && Duration.between(start, Instant.now()).compareTo(PATIENCE) < 0);
        String figures = "after " + Duration.between(start, Instant.now()).toMillis() + " ms";
        return new Finding(
                sentence,
                figures,
                expected.test(seen)
                        ? List.of()
                        : List.of("last seen: " + seen.status() + " " + seen.code()));
    }

    private Finding nothingLost(Client client, Product product) throws InterruptedException {
        List<String> faults = new ArrayList<>();
        for (Transcript job : jobs) {
            Transcript result = client.jobResult(job);
            if (result.ending() != Ending.DONE) {
                faults.add(job.requestId() + ": " + result.code());
            }
        }
        try (RawTopics topics = new RawTopics(product.bootstrapServers())) {
            Journal journal = Journal.read(topics);
            for (Transcript job : jobs) {
                Journal.Entry entry = journal.requests().get(requireNonNull(job.requestId()));
                if (entry == null || entry.endings().size() != 1) {
                    faults.add(job.requestId() + " has no single terminal event");
                }
            }
        }
        return new Finding(
                "every job accepted before and between has its result",
                jobs.size() + " jobs",
                faults);
    }
}
