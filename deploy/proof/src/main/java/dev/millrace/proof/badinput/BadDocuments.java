package dev.millrace.proof.badinput;

import dev.millrace.proof.badinput.DocumentRequests.Place;
import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.knowledge.Answer;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.product.Stand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** Sends bad documents, and good ones that are hard to work on, beside one that is neither. */
public final class BadDocuments {

    /** Bytes of a hard document in the full dose. */
    public static final int FULL = 10_000_000;

    private static final int LONG_BYTES = 100 << 20;
    private static final int LONG_AT_ONCE = 4;
    private static final String GOOD = "good.md";
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final int bytes;

    /**
     * @param bytes of a hard document
     */
    public BadDocuments(int bytes) {
        this.bytes = bytes;
    }

    public List<Finding> findings(Stand stand) throws IOException, InterruptedException {
        Kb kb = new Kb(stand.client());
        String name = "bad-input-" + System.nanoTime();
        Place place =
                new Place(
                        kb,
                        stand.product().address(),
                        Product.ADMIN_KEY,
                        kb.create(name, null),
                        name);
        Map<String, Long> before = readers(stand.product());
        List<Finding> findings = new ArrayList<>();
        findings.add(table(place));
        findings.add(longOnes(place));
        findings.add(bombs(kb, place.base()));
        findings.add(alive(before, readers(stand.product())));
        return findings;
    }

    private static Finding table(Place place) throws InterruptedException {
        List<String> faults = new ArrayList<>();
        for (BadDocument bad : BadDocument.all()) {
            String expected =
                    bad.status()
                            + " "
                            + bad.code()
                            + " "
                            + (bad.param() == null ? "-" : bad.param());
            try {
                Answer answer = bad.sending().to(place);
                String seen = answer.status() + " " + answer.code() + " " + answer.param();
                if (!seen.equals(expected)) {
                    faults.add(bad.name() + ": " + answer + " instead of " + expected);
                } else if (answer.body().path("error").path("message").asString("").isBlank()) {
                    faults.add(bad.name() + ": no message");
                }
            } catch (IOException | RuntimeException e) {
                faults.add(bad.name() + ": " + e + " instead of " + expected);
            }
        }
        List<JsonNode> kept = place.kb().documents(place.base());
        kept.forEach(document -> faults.add("kept: " + document));
        return new Finding(
                "each bad document gets its status, code and param, and is not kept",
                BadDocument.all().size() + " cases",
                faults);
    }

    /** Several at a time: kept in memory they would be more than the services have. */
    private static Finding longOnes(Place place) {
        ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < LONG_AT_ONCE; i++) {
                boolean saysLength = i % 2 == 0;
                var _ =
                        senders.submit(
                                () -> {
                                    try {
                                        Answer answer =
                                                new LongUpload(
                                                                place.gateway(),
                                                                place.key(),
                                                                place.documents())
                                                        .sendTooLong(LONG_BYTES, saysLength);
                                        if (answer.status() != 413) {
                                            faults.add(answer.toString());
                                        }
                                    } catch (IOException | RuntimeException e) {
                                        faults.add(e.toString());
                                    }
                                    return null;
                                });
            }
        }
        return new Finding(
                "files of 100 MB are refused before they are read to the end",
                LONG_AT_ONCE + " at a time",
                List.copyOf(faults));
    }

    private Finding bombs(Kb kb, String base) throws InterruptedException {
        List<String> faults = new ArrayList<>();
        int taken = 0;
        for (Bomb bomb : Bomb.values()) {
            try {
                kb.add(base, new Kb.Text(bomb.name() + ".md", bomb.text(bytes)));
                taken++;
            } catch (RuntimeException e) {
                faults.add(bomb + " is not taken: " + e.getMessage());
            }
        }
        kb.add(base, new Kb.Text(GOOD, "# Good\n\nNothing is wrong with this one.\n"));
        kb.awaitSettled(base, taken + 1, PATIENCE);
        Map<String, String> ends = new TreeMap<>();
        for (JsonNode document : kb.documents(base)) {
            String state = document.path("state").asString("");
            ends.put(
                    document.path("name").asString(""),
                    state.equals("failed")
                            ? document.path("failure").path("code").asString("no code")
                            : state);
        }
        for (Bomb bomb : Bomb.values()) {
            String end = ends.getOrDefault(bomb.name() + ".md", "missing");
            if (!end.equals(bomb.end())) {
                faults.add(bomb + " is " + end + " instead of " + bomb.end());
            }
        }
        if (!"indexed".equals(ends.get(GOOD))) {
            faults.add("the good one is " + ends.get(GOOD));
        }
        return new Finding(
                "documents that are hard to work on end as they should, a good one beside them",
                taken + " of " + bytes + " bytes, " + kb.base(base).path("chunks") + " chunks",
                faults);
    }

    /** The processes that have to do with documents. */
    private static Map<String, Long> readers(Product product) {
        Map<String, Long> pids = new TreeMap<>();
        product.processes().stream()
                .filter(name -> name.startsWith("api-gateway") || name.equals("rag-service"))
                .forEach(name -> pids.put(name, product.pid(name)));
        return pids;
    }

    private static Finding alive(Map<String, Long> before, Map<String, Long> after) {
        return new Finding(
                "who read all this has not died of it",
                before.keySet() + "",
                before.equals(after)
                        ? List.of()
                        : List.of("processes were " + before + " and are " + after));
    }
}
