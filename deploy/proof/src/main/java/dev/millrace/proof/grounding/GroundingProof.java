package dev.millrace.proof.grounding;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.grounding.Grounded.Citation;
import dev.millrace.proof.grounding.Grounded.Kind;
import dev.millrace.proof.grounding.Grounded.Said;
import dev.millrace.proof.grounding.Question.Place;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.knowledge.KnowledgeStand;
import dev.millrace.proof.product.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Asks about the project's own documents, plain, streamed and as jobs, and compares what the
 * answers cite with a file of answers. Then two tenants who know the same, and what was deleted.
 */
public final class GroundingProof {

    private static final int MAY_MISS = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final long seed;

    /** One of the project's, by its path in the repository: what is shown of a name is its end. */
    private record Document(String path, String text) {}

    /**
     * @param seed of names, so that it can run twice on one product
     */
    public GroundingProof(long seed) {
        this.seed = seed;
    }

    public List<Finding> findings(KnowledgeStand stand) throws IOException, InterruptedException {
        Kb kb = new Kb(stand.client());
        String name = "handbook-" + seed;
        String base = kb.create(name, null);
        Map<String, Document> documents = new HashMap<>();
        for (Path path : documents()) {
            String file = Product.home().relativize(path).toString();
            String text = Files.readString(path);
            documents.put(kb.add(base, new Kb.Text(file, text)), new Document(file, text));
        }
        kb.awaitSettled(base, documents.size(), PATIENCE);
        List<Finding> findings = new ArrayList<>();
        findings.addAll(answers(new Grounded(stand.client()), name, documents));
        findings.addAll(new TenantsProof(stand, seed).findings());
        return findings;
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(Product.home().resolve("docs"))) {
            return Stream.concat(Stream.of(Product.home().resolve("README.md")), files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Finding> answers(
            Grounded grounded, String base, Map<String, Document> documents)
            throws IOException, InterruptedException {
        List<String> missed = new ArrayList<>();
        List<String> invented = new ArrayList<>();
        List<String> apart = new ArrayList<>();
        List<String> nowhere = new ArrayList<>();
        int answerable = 0;
        int first = 0;
        List<Question> questions = Question.shipped();
        for (Question question : questions) {
            Said plain = grounded.ask(Kind.PLAIN, base, question.text());
            if (plain.status() != 200 || !plain.told()) {
                nowhere.add(question.text() + " got " + plain);
            }
            Place place = question.answer();
            if (place == null) {
                if (!plain.citations().isEmpty()) {
                    invented.add(question.text() + " cites " + plain.citations());
                }
            } else {
                answerable++;
                if (plain.citations().stream().noneMatch(c -> isOf(place, c, documents))) {
                    missed.add(question.text() + " is answered in " + place + ", not " + plain);
                } else if (isOf(place, plain.citations().getFirst(), documents)) {
                    first++;
                }
            }
            plain.citations().stream()
                    .filter(citation -> !stands(citation, documents))
                    .forEach(citation -> nowhere.add(question.text() + " cites " + citation));
            for (Kind kind : List.of(Kind.STREAM, Kind.JOB)) {
                Said other = grounded.ask(kind, base, question.text());
                if (!other.citations().equals(plain.citations())
                        || other.told() != plain.told()
                        || other.status() != plain.status()) {
                    apart.add(question.text() + " as " + kind + ": " + other + ", not " + plain);
                }
            }
        }
        missed.forEach(miss -> System.err.println("  missed: " + miss));
        return List.of(
                new Finding(
                        "at least 7 of 8 answers cite the right section",
                        (answerable - missed.size())
                                + " of "
                                + answerable
                                + ", "
                                + first
                                + " of them first, in "
                                + documents.size()
                                + " documents",
                        missed.size() <= MAY_MISS && answerable > 0 ? List.of() : missed),
                new Finding(
                        "an answer that no document has cites nothing",
                        (questions.size() - answerable) + " questions",
                        invented),
                new Finding(
                        "every answer tells of its grounding, and what it cites is there",
                        questions.size() + " answers",
                        nowhere),
                new Finding(
                        "streams and jobs cite what plain answers cite",
                        questions.size() + " questions, three ways each",
                        apart));
    }

    private static boolean isOf(Place place, Citation citation, Map<String, Document> documents) {
        Document document = documents.get(citation.documentId());
        return document != null && place.is(document.path(), citation.heading());
    }

    /** A stretch of one of the documents that is not blank. */
    private static boolean stands(Citation citation, Map<String, Document> documents) {
        Document document = documents.get(citation.documentId());
        return document != null
                && citation.start() >= 0
                && citation.start() < citation.end()
                && citation.end() <= document.text().length()
                && !document.text().substring(citation.start(), citation.end()).isBlank();
    }
}
