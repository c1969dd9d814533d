package dev.millrace.proof.retrieval;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.knowledge.Codeword;
import dev.millrace.proof.knowledge.Codeword.Kind;
import dev.millrace.proof.knowledge.Hit;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.knowledge.KnowledgeStand;
import dev.millrace.proof.knowledge.Query;
import dev.millrace.proof.knowledge.Query.Mode;
import dev.millrace.proof.load.WarmUp;
import dev.millrace.proof.retrieval.Exact.Near;
import dev.millrace.proof.upstream.EmbeddingUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Fills a knowledge base with vectors that are known, and compares what is found in it, and how
 * fast, with what is there.
 */
public final class RetrievalProof {

    private static final int TOP = 10;
    private static final int UPLOADERS = 4;

    /** Searches measured at a time, for each question whose recall is. */
    private static final int MEASURED = 5;

    private static final int SMALL = 10 * Corpus.SECTIONS;

    /** Single floats, summed up in any order. */
    private static final double EQUAL = 1e-4;

    private static final double LEAST_RECALL = 0.95;
    private static final double MOST_MILLIS = 30;
    private static final double LEAST_CHUNKS = 200;
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final long seed;
    private final int chunks;
    private final int readers;
    private final int asked;
    private final AtomicInteger questions = new AtomicInteger();

    /**
     * @param chunks in the large knowledge base
     * @param readers who search at a time
     * @param asked questions of each kind
     */
    public RetrievalProof(long seed, int chunks, int readers, int asked) {
        this.seed = seed;
        this.chunks = chunks;
        this.readers = readers;
        this.asked = asked;
    }

    /** What was found; figures are printed. The stand's vectors may have another seed. */
    public List<Finding> findings(KnowledgeStand stand) throws IOException, InterruptedException {
        Kb kb = new Kb(stand.client());
        List<Finding> findings = new ArrayList<>();
        Corpus few = new Corpus(seed, SMALL);
        Exact fewExact = new Exact(stand.upstream().vectors(), few.pieces());
        String small = kb.create("few-" + seed, EmbeddingUpstream.MODEL);
        fill(kb, small, few);
        findings.add(equal(kb, small, few, fewExact, false));
        findings.add(equal(kb, small, few, fewExact, true));

        Corpus many = new Corpus(seed + 1, chunks);
        String large = kb.create("many-" + seed, EmbeddingUpstream.MODEL);
        Instant begin = Instant.now();
        List<String> faults = fill(kb, large, many);
        Duration took = Duration.between(begin, Instant.now());
        findings.add(whole(kb, large, many, faults));
        findings.add(ingestion(many.chunks(), took));
        Exact exact = new Exact(stand.upstream().vectors(), many.pieces());
        findings.add(recall(kb, large, many, exact, false));
        findings.add(recall(kb, large, many, exact, true));
        findings.addAll(latencies(kb, large, many, stand.upstream()));
        return findings;
    }

    private static List<String> fill(Kb kb, String base, Corpus corpus)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < UPLOADERS; i++) {
                var _ =
                        threads.submit(
                                () -> {
                                    int at = next.getAndIncrement();
                                    while (at < corpus.documents()) {
                                        try {
                                            kb.add(base, corpus.document(at));
                                        } catch (RuntimeException e) {
                                            faults.add(e.toString());
                                        }
                                        at = next.getAndIncrement();
                                    }
                                    return null;
                                });
            }
        }
        kb.awaitSettled(base, corpus.documents() - faults.size(), PATIENCE);
        return List.copyOf(faults);
    }

    private Finding equal(Kb kb, String base, Corpus corpus, Exact exact, boolean rare)
            throws InterruptedException {
        List<String> faults = new ArrayList<>();
        int count = Math.min(asked, 50);
        for (int i = 0; i < count; i++) {
            String question = corpus.question(i);
            List<Near> expected = exact.nearest(question, TOP, rare);
            List<Hit> found = kb.search(query(base, question, Mode.VECTOR, rare));
            String differs = difference(question, expected, found, exact);
            if (!differs.isEmpty()) {
                faults.add(question + " " + differs);
            }
        }
        return new Finding(
                "vectors are found as an exact computation finds them"
                        + (rare ? ", through a filter too" : ""),
                count + " questions to " + exact.size() + " chunks",
                faults);
    }

    /** Empty when there is none. What is equally near may come in any order. */
    private static String difference(
            String question, List<Near> expected, List<Hit> found, Exact exact) {
        if (found.size() != expected.size()) {
            return "found " + found.size() + " instead of " + expected.size();
        }
        Set<Integer> marks = new HashSet<>();
        for (int i = 0; i < found.size(); i++) {
            int mark = mark(found.get(i));
            double similarity = found.get(i).similarity();
            boolean right =
                    mark >= 0
                            && mark < exact.size()
                            && marks.add(mark)
                            && Math.abs(similarity - expected.get(i).similarity()) < EQUAL
                            && Math.abs(similarity - exact.similarity(question, mark)) < EQUAL;
            if (!right) {
                return "place %d: chunk %d with %.6f instead of %d with %.6f"
                        .formatted(
                                i + 1,
                                mark,
                                similarity,
                                expected.get(i).mark(),
                                expected.get(i).similarity());
            }
        }
        return "";
    }

    private static Finding whole(Kb kb, String base, Corpus corpus, List<String> refused)
            throws InterruptedException {
        JsonNode shown = kb.base(base);
        List<String> faults = new ArrayList<>(refused);
        long indexed = shown.path("documents").path("indexed").asLong(0);
        long chunks = shown.path("chunks").asLong(-1);
        if (indexed != corpus.documents() || chunks != corpus.chunks()) {
            faults.add(
                    "expected %d chunks of %d documents, documents: %s"
                            .formatted(
                                    corpus.chunks(), corpus.documents(), shown.path("documents")));
        }
        return new Finding(
                "every document is indexed, each of its sections one chunk",
                indexed + " documents, " + chunks + " chunks",
                faults);
    }

    private static Finding ingestion(int chunks, Duration took) {
        double perSecond = chunks * 1000.0 / Math.max(1, took.toMillis());
        String seen =
                String.format(
                        Locale.ROOT,
                        "%.0f/s: %d chunks in %.1f s",
                        perSecond,
                        chunks,
                        took.toMillis() / 1000.0);
        return new Finding(
                "ingestion takes at least 200 chunks a second",
                seen,
                perSecond >= LEAST_CHUNKS ? List.of() : List.of(seen),
                true);
    }

    private Finding recall(Kb kb, String base, Corpus corpus, Exact exact, boolean rare)
            throws InterruptedException {
        long hit = 0;
        long of = 0;
        for (int i = 0; i < asked; i++) {
            String question = fresh(corpus);
            Set<Integer> found = new HashSet<>();
            kb.search(query(base, question, Mode.VECTOR, rare)).forEach(h -> found.add(mark(h)));
            for (Near near : exact.nearest(question, TOP, rare)) {
                hit += found.contains(near.mark()) ? 1 : 0;
                of++;
            }
        }
        double recall = of == 0 ? 0 : (double) hit / of;
        String seen =
                String.format(
                        Locale.ROOT,
                        "recall@10 %.4f, %d questions to %d chunks",
                        recall,
                        asked,
                        exact.size());
        return new Finding(
                "of the ten nearest at least 95 % are found"
                        + (rare ? ", through a filter that one of a hundred passes too" : ""),
                seen,
                recall >= LEAST_RECALL ? List.of() : List.of(seen));
    }

    private List<Finding> latencies(Kb kb, String base, Corpus corpus, EmbeddingUpstream upstream)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        // Questions nobody has asked before: what is kept of an answer helps nothing.
        Map<String, Supplier<Query>> kinds = new LinkedHashMap<>();
        kinds.put("vector", () -> query(base, fresh(corpus), Mode.VECTOR, false));
        kinds.put("vector, filtered", () -> query(base, fresh(corpus), Mode.VECTOR, true));
        kinds.put("text", () -> query(base, fresh(corpus), Mode.TEXT, false));
        kinds.put("hybrid", () -> query(base, fresh(corpus), Mode.HYBRID, false));
        System.out.printf(
                Locale.ROOT,
                "  %-18s %10s %10s %10s %10s %10s   (%d chunks, %d readers)%n",
                "search",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "per s",
                "embedded",
                corpus.chunks(),
                readers);
        double vector = Double.NaN;
        for (Map.Entry<String, Supplier<Query>> one : kinds.entrySet()) {
            String kind = one.getKey();
            Supplier<Query> next = one.getValue();
            WarmUp.untilAtRest(
                    () -> Readers.read(kb, some(next, MEASURED * asked), readers).perSecond());
            long before = upstream.texts();
            Readers.Seen seen = Readers.read(kb, some(next, MEASURED * asked), readers);
            faults.addAll(seen.faults());
            System.out.printf(
                    Locale.ROOT,
                    "  %-18s %10.1f %10.1f %10.1f %10.0f %10d%n",
                    kind,
                    seen.percentile(0.5),
                    seen.percentile(0.95),
                    seen.percentile(0.99),
                    seen.perSecond(),
                    upstream.texts() - before);
            if (kind.equals("vector")) {
                vector = seen.percentile(0.95);
            }
        }
        String seen = String.format(Locale.ROOT, "p95 %.1f ms", vector);
        return List.of(
                new Finding(
                        "every search is answered",
                        readers + " readers at a time, " + kinds.size() + " kinds",
                        faults),
                new Finding(
                        "95 of 100 searches by vector take at most 30 ms",
                        seen,
                        vector <= MOST_MILLIS ? List.of() : List.of(seen),
                        true));
    }

    private static List<Query> some(Supplier<Query> next, int count) {
        return Stream.generate(next).limit(count).toList();
    }

    private String fresh(Corpus corpus) {
        return corpus.question(questions.getAndIncrement());
    }

    private static Query query(String base, String question, Mode mode, boolean rare) {
        return new Query(base, question, mode, TOP, rare ? Corpus.RARE : Map.of());
    }

    /** Which chunk it is; -1 when it is none of ours. */
    private static int mark(Hit hit) {
        return Codeword.in(hit.text(), Kind.MARK).orElse(-1);
    }
}
