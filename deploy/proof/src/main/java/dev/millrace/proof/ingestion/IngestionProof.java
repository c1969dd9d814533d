package dev.millrace.proof.ingestion;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.Kill;
import dev.millrace.proof.crash.Storm;
import dev.millrace.proof.ingestion.Shelf.Book;
import dev.millrace.proof.knowledge.Hit;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.knowledge.Query;
import dev.millrace.proof.knowledge.Query.Mode;
import dev.millrace.proof.product.Stand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * Uploads documents while processes that index them are killed, and compares what is there in the
 * end with the same documents indexed in peace.
 */
public final class IngestionProof {

    /** What the product may be told, so that a killed one's work is soon another's. */
    public static final String LEASE = "MILLRACE_RAG_INGEST_LEASE";

    private static final int UPLOADERS = 4;
    private static final int SEARCHERS = 4;

    /** Documents that are looked for by vectors too. */
    private static final int BY_VECTOR = 50;

    private static final int NEAREST = 20;

    /** About as long as a document of a share that has just been sent stays open. */
    private static final int MILLIS_PER_DOCUMENT = 20;

    private static final String POISON = "poison";
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final long seed;
    private final int documents;
    private final int kills;
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();

    /**
     * @param documents to be indexed
     * @param kills the first three hit rag-service, provider-service and the database, in any order
     */
    public IngestionProof(long seed, int documents, int kills) {
        this.seed = seed;
        this.documents = documents;
        this.kills = kills;
    }

    public List<Finding> findings(Stand stand) throws InterruptedException {
        Kb kb = new Kb(stand.client());
        Library library = new Library(seed);
        Storm storm = new Storm(stand.product(), new SplittableRandom(seed));
        String base = kb.create("killed-" + seed, null);
        Instant begin = Instant.now();
        int hits = upload(kb, base, library, storm);
        kb.awaitSettled(base, documents - refused.size(), PATIENCE);
        System.err.printf(
                "  %d documents in %d s, with %d kills%n",
                documents, Duration.between(begin, Instant.now()).toSeconds(), kills);
        List<String> setbacks = kb.setbacks();

        String clean = kb.create("peaceful-" + seed, null);
        share(kb, clean, library, 0, documents);
        kb.awaitSettled(clean, documents - refused.size(), PATIENCE);

        Shelf shelf = Shelf.read(kb, base);
        Shelf expected = Shelf.read(kb, clean);
        List<Finding> findings = new ArrayList<>();
        findings.add(taken(setbacks));
        findings.add(fell(storm.kills(), hits));
        findings.add(ended(shelf));
        findings.add(same(shelf, expected));
        findings.add(counted(kb.base(base), shelf));
        findings.add(foundOnce(kb, base, shelf));
        findings.add(nearOnce(kb, base, shelf, library));
        return findings;
    }

    /** Before each kill a share is sent; returns how many kills fell on open documents. */
    private int upload(Kb kb, String base, Library library, Storm storm)
            throws InterruptedException {
        RandomGenerator random = new SplittableRandom(seed);
        List<String> victims = victims(random);
        int share = documents / (kills + 1);
        int hits = 0;
        try (ExecutorService shares = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i <= kills; i++) {
                int from = i * share;
                int to = i == kills ? documents : from + share;
                var _ =
                        shares.submit(
                                () -> {
                                    share(kb, base, library, from, to);
                                    return null;
                                });
                if (i < kills) {
                    Thread.sleep(random.nextLong(1 + (long) share * MILLIS_PER_DOCUMENT));
                    hits += kb.open(base) > 0 ? 1 : 0;
                    storm.kill(victims.get(i));
                }
            }
        }
        return hits;
    }

    private List<String> victims(RandomGenerator random) {
        List<String> first =
                new ArrayList<>(List.of("rag-service", "provider-service", "postgres"));
        List<String> all = List.of("rag-service", "provider-service", "postgres", "kafka");
        Collections.shuffle(first, java.util.Random.from(random));
        return IntStream.range(0, kills)
                .mapToObj(
                        i -> i < first.size() ? first.get(i) : all.get(random.nextInt(all.size())))
                .toList();
    }

    private void share(Kb kb, String base, Library library, int from, int to)
            throws InterruptedException {
        try (ExecutorService uploaders = Executors.newFixedThreadPool(UPLOADERS)) {
            for (int i = from; i < to; i++) {
                int number = i;
                var _ =
                        uploaders.submit(
                                () -> {
                                    try {
                                        kb.add(base, library.document(number));
                                    } catch (RuntimeException e) {
                                        refused.add(e.toString());
                                    }
                                    return null;
                                });
            }
        }
    }

    private Finding taken(List<String> setbacks) {
        Map<String, Long> counts =
                setbacks.stream()
                        .collect(
                                Collectors.groupingBy(
                                        setback -> setback, TreeMap::new, Collectors.counting()));
        List<String> faults = new ArrayList<>(refused);
        counts.keySet().stream()
                .filter(setback -> !setback.startsWith("503 "))
                .forEach(setback -> faults.add(setback + ": " + counts.get(setback) + " times"));
        return new Finding(
                "every document is taken; meanwhile nothing is said but 503",
                documents + " documents, meanwhile " + counts,
                faults);
    }

    private static Finding fell(List<Kill> kills, int hits) {
        Map<String, Long> counts =
                kills.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Kill::process, TreeMap::new, Collectors.counting()));
        return new Finding(
                "the kills fell while documents were open",
                hits + " of " + kills.size() + ": " + counts,
                2 * hits >= kills.size() ? List.of() : List.of("only " + hits + " did"));
    }

    private Finding ended(Shelf shelf) {
        List<String> faults = new ArrayList<>();
        shelf.twice().forEach(name -> faults.add(name + " is there twice"));
        Map<String, Integer> failures = new TreeMap<>();
        for (int i = 0; i < documents; i++) {
            String name = Library.name(i);
            Book book = shelf.books().get(name);
            if (book == null) {
                faults.add(name + " is not there");
                continue;
            }
            boolean failed = book.state().equals("failed");
            if (failed) {
                failures.merge(book.code(), 1, Integer::sum);
            }
            boolean right =
                    Library.isRuined(i)
                            ? failed && book.code().equals(Library.TOO_MANY)
                            : book.state().equals("indexed")
                                    // Killed three times in the midst of it: told, not lost.
                                    || (failed && book.code().equals(POISON));
            if (!right) {
                faults.add(name + " is " + book.state() + " " + book.code());
            }
        }
        return new Finding(
                "every document is indexed, or failed with a code",
                shelf.in("indexed") + " indexed, failed: " + failures,
                faults);
    }

    private static Finding same(Shelf shelf, Shelf expected) {
        List<String> faults = new ArrayList<>();
        long compared = 0;
        for (Map.Entry<String, Book> one : expected.books().entrySet()) {
            Book book = shelf.books().get(one.getKey());
            if (book == null || book.code().equals(POISON)) {
                // Another finding tells of it.
                continue;
            }
            Book clean = one.getValue();
            compared += clean.chunks().size();
            if (!book.state().equals(clean.state())) {
                faults.add(one.getKey() + " is " + book.state() + ", else " + clean.state());
            } else if (book.chunks().size() != clean.chunks().size()) {
                faults.add(
                        one.getKey()
                                + " has "
                                + book.chunks().size()
                                + " chunks, else "
                                + clean.chunks().size());
            } else if (!book.chunks().equals(clean.chunks())) {
                faults.add(one.getKey() + " has other chunks, though as many");
            }
        }
        return new Finding(
                "chunks are those of a run without kills",
                compared + " chunks of " + expected.books().size() + " documents",
                faults);
    }

    private static Finding counted(JsonNode base, Shelf shelf) {
        List<String> faults = new ArrayList<>();
        shelf.books()
                .forEach(
                        (name, book) -> {
                            if (book.counted() != book.chunks().size()) {
                                faults.add(
                                        name
                                                + " says "
                                                + book.counted()
                                                + " chunks and lists "
                                                + book.chunks().size());
                            }
                        });
        for (String state : List.of("indexed", "failed")) {
            long told = base.path("documents").path(state).asLong(0);
            if (told != shelf.in(state)) {
                faults.add("it says " + told + " " + state + ", there are " + shelf.in(state));
            }
        }
        long told = base.path("chunks").asLong(-1);
        if (told != shelf.chunks()) {
            faults.add("it says " + told + " chunks, there are " + shelf.chunks());
        }
        return new Finding(
                "what a knowledge base counts is the sum of its documents",
                told + " chunks, " + shelf.books().size() + " documents",
                faults);
    }

    private Finding foundOnce(Kb kb, String base, Shelf shelf) throws InterruptedException {
        ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        List<Integer> indexed = indexed(shelf);
        try (ExecutorService searchers = Executors.newFixedThreadPool(SEARCHERS)) {
            for (int number : indexed) {
                var _ =
                        searchers.submit(
                                () -> {
                                    findOnce(kb, base, shelf, number, faults);
                                    return null;
                                });
            }
        }
        return new Finding(
                "each document is found by its own word, once",
                indexed.size() + " searches",
                faults.stream().sorted().toList());
    }

    private static void findOnce(
            Kb kb, String base, Shelf shelf, int number, ConcurrentLinkedQueue<String> faults)
            throws InterruptedException {
        try {
            List<Hit> hits = kb.search(new Query(base, Library.word(number), Mode.TEXT, NEAREST));
            if (hits.size() != 1
                    || !hits.getFirst().document().equals(id(shelf, number))
                    || !hits.getFirst().text().contains(Library.word(number))) {
                faults.add(Library.name(number) + " is found " + hits.size() + " times: " + hits);
            }
        } catch (RuntimeException e) {
            faults.add(Library.name(number) + ": " + e);
        }
    }

    /** What a killed process left behind would be found as well, or in the place of something. */
    private Finding nearOnce(Kb kb, String base, Shelf shelf, Library library)
            throws InterruptedException {
        List<String> faults = new ArrayList<>();
        Set<String> ids = shelf.books().values().stream().map(Book::id).collect(Collectors.toSet());
        List<Integer> indexed = indexed(shelf);
        List<Integer> some = indexed.subList(0, Math.min(BY_VECTOR, indexed.size()));
        long wanted = Math.min(NEAREST, shelf.chunks());
        for (int number : some) {
            String text = library.document(number).text();
            String asked = text.substring(text.length() - Math.min(300, text.length())).strip();
            List<Hit> hits = kb.search(new Query(base, asked, Mode.VECTOR, NEAREST));
            Set<String> chunks = hits.stream().map(Hit::chunk).collect(Collectors.toSet());
            Set<String> texts = new HashSet<>();
            hits.forEach(hit -> texts.add(hit.document() + hit.text()));
            boolean known = hits.stream().map(Hit::document).allMatch(ids::contains);
            if (hits.size() != wanted
                    || chunks.size() != hits.size()
                    || texts.size() != hits.size()
                    || !known) {
                faults.add(
                        "%s: %d of %d, %d chunks, %d texts, all of documents that are there: %s"
                                .formatted(
                                        Library.name(number),
                                        hits.size(),
                                        wanted,
                                        chunks.size(),
                                        texts.size(),
                                        known));
            }
        }
        return new Finding(
                "by vectors nothing is found twice, and nothing that is not there",
                some.size() + " searches for " + wanted,
                faults);
    }

    private List<Integer> indexed(Shelf shelf) {
        return IntStream.range(0, documents)
                .filter(
                        number -> {
                            Book book = shelf.books().get(Library.name(number));
                            return book != null && book.state().equals("indexed");
                        })
                .boxed()
                .toList();
    }

    private static String id(Shelf shelf, int number) {
        return Objects.requireNonNull(shelf.books().get(Library.name(number))).id();
    }
}
