package dev.millrace.proof.walkthrough;

import static java.util.Objects.requireNonNull;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.load.Transcript.Ending;
import dev.millrace.proof.load.Transcript.Kind;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.upstream.CallLog;
import dev.millrace.proof.upstream.EchoUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Asks 200 real questions about the licence text shipped with the product, plain, streamed and as
 * jobs, kills the whole product in the middle, starts it again, and reads every answer. What usage
 * says equals what the upstream served. The product that is killed may be another version: then its
 * data folder, with work queued, is taken over.
 */
public final class WalkthroughProof {

    private static final List<Kind> KINDS = List.of(Kind.PLAIN, Kind.STREAM, Kind.JOB);
    private static final int AT_ONCE = 8;
    private static final int UPSTREAM_MILLIS = 150;

    /** So long does a job's answer take: some are under way whenever the product is killed. */
    private static final String SLOW = " delay:3000";

    private final Path folder;
    private final int questions;
    private final Map<String, String> environment;
    private final Path before;

    /**
     * @param before folder of the version that is killed: the script of its checkout starts it
     * @param questions how many of the 200
     * @param environment the product's, added to that of this process
     */
    public WalkthroughProof(
            Path folder, Path before, int questions, Map<String, String> environment) {
        this.folder = folder;
        this.before = before;
        this.questions = questions;
        this.environment = environment;
    }

    public List<Finding> run() throws IOException, InterruptedException {
        List<String> asked = questions();
        try (EchoUpstream upstream =
                new EchoUpstream(new CallLog(folder.resolve("upstream.jsonl")), UPSTREAM_MILLIS)) {
            Product.Setup setup =
                    new Product.Setup(
                            folder.resolve("data"), false, 1, upstream.environment(environment));
            List<Transcript> seen;
            Product first = Product.start(setup, before);
            try (Client client =
                    new Client(first.gateways(), Product.ADMIN_KEY, EchoUpstream.MODEL)) {
                seen = ask(client, asked, first);
            }
            long served = done(upstream);
            try (Product second = Product.start(setup);
                    Client client =
                            new Client(second.gateways(), Product.ADMIN_KEY, EchoUpstream.MODEL)) {
                List<Transcript> answers = readAll(client, seen, asked);
                return List.of(
                        queued(seen, served),
                        everyAnswer(answers),
                        new UsageCheck(client, upstream.log().calls())
                                .finding(second.bootstrapServers()));
            }
        }
    }

    private List<String> questions() throws IOException {
        try (InputStream in =
                requireNonNull(
                        WalkthroughProof.class.getResourceAsStream("/walkthrough/questions.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .limit(questions)
                    .toList();
        }
    }

    /** Asks all of them, a few at once, and kills the product when half are answered. */
    private static List<Transcript> ask(Client client, List<String> asked, Product product)
            throws InterruptedException {
        ConcurrentLinkedQueue<Transcript> seen = new ConcurrentLinkedQueue<>();
        Semaphore places = new Semaphore(AT_ONCE);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < asked.size(); i++) {
                places.acquire();
                if (i == asked.size() / 2) {
                    product.kill();
                }
                String nonce = "q" + i;
                Kind kind = KINDS.get(i % KINDS.size());
                String question = asked.get(i) + " words:12" + (kind == Kind.JOB ? SLOW : "");
                var _ =
                        clients.submit(
                                () -> {
                                    try {
                                        seen.add(
                                                switch (kind) {
                                                    case PLAIN -> client.plain(nonce, question);
                                                    case STREAM ->
                                                            client.streamOnce(nonce, question);
                                                    case JOB -> client.job(nonce, question);
                                                });
                                    } finally {
                                        places.release();
                                    }
                                    return null;
                                });
            }
        }
        return List.copyOf(seen);
    }

    /**
     * After the restart: jobs and cut streams are read by id; what was never accepted is asked
     * again.
     */
    private static List<Transcript> readAll(
            Client client, List<Transcript> seen, List<String> asked) throws InterruptedException {
        Map<String, Transcript> byNonce = new HashMap<>();
        seen.forEach(transcript -> byNonce.put(transcript.nonce(), transcript));
        List<Transcript> answers = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            String nonce = "q" + i;
            Transcript transcript = requireNonNull(byNonce.get(nonce));
            if (transcript.ending() == Ending.DONE && transcript.kind() != Kind.JOB) {
                answers.add(transcript);
            } else if (transcript.requestId() != null && transcript.status() != 503) {
                answers.add(client.jobResult(transcript));
            } else {
                answers.add(client.plain(nonce, asked.get(i) + " words:12"));
            }
        }
        return answers;
    }

    private static long done(EchoUpstream upstream) {
        return upstream.log().calls().stream().filter(call -> call.ending().equals("done")).count();
    }

    private static Finding queued(List<Transcript> seen, long served) {
        long accepted =
                seen.stream()
                        .filter(each -> each.kind() == Kind.JOB && each.ending() == Ending.DONE)
                        .count();
        long answered =
                seen.stream()
                        .filter(each -> each.kind() != Kind.JOB && each.ending() == Ending.DONE)
                        .count();
        long left = accepted - Math.max(0, served - answered);
        return new Finding(
                "work was queued when everything was killed",
                left + " of " + accepted + " accepted jobs",
                left > 0 ? List.of() : List.of("none was"));
    }

    private static Finding everyAnswer(List<Transcript> answers) {
        List<String> faults = new ArrayList<>();
        for (Transcript answer : answers) {
            if (answer.ending() != Ending.DONE
                    || !answer.text().contains("[" + answer.nonce() + "|")
                    || !answer.text().endsWith("|11]")) {
                faults.add(
                        answer.nonce()
                                + " "
                                + answer.kind()
                                + ": "
                                + answer.code()
                                + " \""
                                + answer.text()
                                + "\"");
            }
        }
        return new Finding(
                "every question has its own whole answer, across a kill of everything",
                answers.size() + " questions",
                faults);
    }
}
