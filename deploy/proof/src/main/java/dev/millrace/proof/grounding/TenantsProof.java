package dev.millrace.proof.grounding;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.grounding.Grounded.Citation;
import dev.millrace.proof.grounding.Grounded.Kind;
import dev.millrace.proof.grounding.Grounded.Said;
import dev.millrace.proof.knowledge.Answer;
import dev.millrace.proof.knowledge.Codeword;
import dev.millrace.proof.knowledge.Hit;
import dev.millrace.proof.knowledge.Kb;
import dev.millrace.proof.knowledge.Kb.Text;
import dev.millrace.proof.knowledge.KnowledgeStand;
import dev.millrace.proof.knowledge.Query;
import dev.millrace.proof.knowledge.Query.Mode;
import dev.millrace.proof.load.Client;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Two tenants with the same documents in knowledge bases of the same name; one has a document more.
 * What belongs to the other is as unknown as what is not there. Then that document is deleted.
 */
final class TenantsProof {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NAME = "handbook";
    private static final String ONLY_HERS = "diary";

    /** Stands in her document alone. */
    private static final String SECRET = Codeword.of(Codeword.Kind.NAME, 4711);

    private static final String SHARED_QUESTION =
            "How many litres does the copper kettle of the harbour kitchen hold?";

    private static final String SECRET_QUESTION =
            "Where did the gardener bury the " + SECRET + " under the old walnut tree?";

    private static final List<Text> SHARED =
            List.of(
                    new Text(
                            "kitchen.md",
                            """
                            # Harbour kitchen

                            ## Kettle

                            The copper kettle of the harbour kitchen holds forty litres.
                            """),
                    new Text(
                            "ferry.md",
                            """
                            # Ferry

                            ## Timetable

                            The ferry to the northern island leaves every second hour.
                            """));

    private static final Text HERS =
            new Text(
                    "garden.md",
                    """
                    # Garden

                    ## Walnut tree

                    The gardener did bury the %s under the old walnut tree.
                    """
                            .formatted(SECRET));

    private final KnowledgeStand stand;
    private final long seed;

    TenantsProof(KnowledgeStand stand, long seed) {
        this.stand = stand;
        this.seed = seed;
    }

    /** Somebody with a key. */
    private record Person(String name, boolean admin, Client client, Kb kb, Grounded grounded) {}

    /** A knowledge base and the ids of its documents by name. */
    private record Shelf(String base, Map<String, String> documents) {

        String document(String name) {
            return documents.getOrDefault(name, "missing");
        }
    }

    List<Finding> findings() throws IOException, InterruptedException {
        String home = "home-" + seed;
        String away = "away-" + seed;
        Person ann = person(home, "ann", false);
        Person bob = person(home, "bob", false);
        List<Person> strangers = List.of(person(away, "ann", false), person(away, "zoe", true));
        Person zoe = strangers.getLast();
        try {
            Shelf hers = shelf(ann, NAME, List.of(SHARED.get(0), SHARED.get(1), HERS));
            String diary = ann.kb().create(ONLY_HERS, null);
            List<String> known = new ArrayList<>();
            Shelf theirs = shelf(zoe, NAME, SHARED, known);
            List<Finding> findings = new ArrayList<>();
            findings.add(
                    new Finding(
                            "what another tenant has is new to a tenant",
                            SHARED.size() + " documents added twice",
                            known));
            for (Person stranger : strangers) {
                findings.add(crossed(stranger, hers, diary, theirs));
                findings.add(searched(stranger, hers, diary, theirs));
            }
            findings.add(answered(ann, strangers, hers, diary, theirs));
            findings.add(colleague(bob, hers));
            findings.add(deleted(ann, hers, zoe, theirs));
            return findings;
        } finally {
            ann.client().close();
            bob.client().close();
            strangers.forEach(stranger -> stranger.client().close());
        }
    }

    private Person person(String tenant, String user, boolean admin)
            throws IOException, InterruptedException {
        Answer made =
                new Kb(stand.client())
                        .ask(
                                "POST",
                                "/api/v1/keys",
                                Map.of(
                                        "name",
                                        "proof",
                                        "tenant",
                                        tenant,
                                        "user",
                                        user,
                                        "scopes",
                                        admin ? List.of("admin") : List.of()));
        if (made.status() != 201) {
            throw new IllegalStateException("no key for " + user + " of " + tenant + ": " + made);
        }
        Client client = stand.clientOf(made.text("key"));
        return new Person(
                user + " of " + tenant, admin, client, new Kb(client), new Grounded(client));
    }

    private static Shelf shelf(Person owner, String name, List<Text> texts)
            throws IOException, InterruptedException {
        return shelf(owner, name, texts, new ArrayList<>());
    }

    /** Documents that were said to be there before are added to {@code known}. */
    private static Shelf shelf(Person owner, String name, List<Text> texts, List<String> known)
            throws IOException, InterruptedException {
        String base = owner.kb().create(name, null);
        Map<String, String> documents = new HashMap<>();
        for (Text text : texts) {
            Answer added = owner.kb().addOnce(base, text);
            if (added.status() != 202 || added.body().path("duplicate").asBoolean(false)) {
                known.add(text.name() + ": " + added);
            }
            documents.put(text.name(), added.text("id"));
        }
        owner.kb().awaitSettled(base, texts.size(), PATIENCE);
        return new Shelf(base, documents);
    }

    /** Every path that takes an id of hers, and lists that must not have them. */
    private static Finding crossed(Person stranger, Shelf hers, String diary, Shelf theirs)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        String nothing = UUID.randomUUID().toString();
        String document = hers.document(HERS.name());
        int asked = 0;
        for (Request request : Request.all()) {
            Set<String> paths = new LinkedHashSet<>();
            paths.add(request.path(hers.base(), document));
            paths.add(request.path(hers.base(), theirs.document("kitchen.md")));
            paths.add(request.path(diary, document));
            // Who may not change the own one is told so before it is looked for the document.
            if (request.ofDocument() && (request.reads() || stranger.admin())) {
                paths.add(request.path(theirs.base(), document));
            }
            Answer unknown =
                    stranger.kb().ask(request.method, request.path(nothing, nothing), request.body);
            for (String path : paths) {
                Answer answer = stranger.kb().ask(request.method, path, request.body);
                asked++;
                if (answer.status() != 404
                        || !answer.code().equals("not_found")
                        || !answer.body().equals(unknown.body())) {
                    faults.add(request.method + " " + path + ": " + answer + ", not " + unknown);
                }
            }
        }
        Set<String> secret = new HashSet<>(hers.documents().values());
        secret.add(hers.base());
        secret.add(diary);
        for (JsonNode base : stranger.kb().pages(Kb.PATH)) {
            if (secret.contains(base.path("id").asString(""))) {
                faults.add("listed: " + base);
            }
        }
        for (JsonNode listed : stranger.kb().documents(theirs.base())) {
            if (secret.contains(listed.path("id").asString(""))) {
                faults.add("listed: " + listed);
            }
        }
        return new Finding(
                "to " + stranger.name() + " the ids of the other tenant are unknown",
                asked + " requests",
                faults);
    }

    /** A request with an id in its path. */
    private record Request(String method, String pattern, @Nullable Object body) {

        static List<Request> all() {
            String base = Kb.PATH + "/{base}";
            String document = base + "/documents/{document}";
            Map<String, String> text = Map.of("text", "This is not to be taken.");
            return List.of(
                    new Request("GET", base, null),
                    new Request("PATCH", base, Map.of("description", "taken over")),
                    new Request("GET", base + "/documents", null),
                    new Request("POST", base + "/documents", text),
                    new Request("GET", document, null),
                    new Request("GET", document + "/content", null),
                    new Request("GET", document + "/chunks", null),
                    new Request("PUT", document, text),
                    new Request("PATCH", document, Map.of("name", "mine.md")),
                    new Request("POST", document + "/reindex", null),
                    new Request("DELETE", document, null),
                    new Request("DELETE", base, null));
        }

        boolean reads() {
            return method.equals("GET");
        }

        boolean ofDocument() {
            return pattern.contains("{document}");
        }

        String path(String base, String document) {
            return pattern.replace("{base}", base).replace("{document}", document);
        }
    }

    private static Finding searched(Person stranger, Shelf hers, String diary, Shelf theirs)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (String foreign : List.of(hers.base(), diary, ONLY_HERS)) {
                Answer answer =
                        stranger.kb().searchOnce(new Query(foreign, SECRET_QUESTION, mode, 10));
                Answer unknown =
                        stranger.kb()
                                .searchOnce(
                                        new Query(
                                                UUID.randomUUID().toString(),
                                                SECRET_QUESTION,
                                                mode,
                                                10));
                if (answer.status() != 404 || !answer.code().equals(unknown.code())) {
                    faults.add(mode + " in " + foreign + ": " + answer + ", not " + unknown);
                }
            }
            for (String own : List.of(NAME, theirs.base())) {
                for (String question : List.of(SECRET_QUESTION, SHARED_QUESTION)) {
                    List<Hit> hits = stranger.kb().search(new Query(own, question, mode, 10));
                    for (Hit hit : hits) {
                        if (!theirs.documents().containsValue(hit.document())
                                || hit.text().contains(SECRET)) {
                            faults.add(mode + " in " + own + " shows " + hit);
                        }
                    }
                    boolean theirOwn =
                            hits.stream()
                                    .anyMatch(
                                            hit ->
                                                    hit.document()
                                                            .equals(theirs.document("kitchen.md")));
                    if (question.equals(SHARED_QUESTION) && !theirOwn) {
                        faults.add(mode + " in " + own + " does not find their own: " + hits);
                    }
                }
            }
        }
        return new Finding(
                "to " + stranger.name() + " a search shows what is their own",
                Mode.values().length + " modes, by id and by name",
                faults);
    }

    /** She asks first, so that whatever is kept of her answers would be there. */
    private static Finding answered(
            Person ann, List<Person> strangers, Shelf hers, String diary, Shelf theirs)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        int answers = 0;
        for (Kind kind : Kind.values()) {
            Said own = ann.grounded().ask(kind, NAME, SECRET_QUESTION);
            if (!cites(own, hers.document(HERS.name())) || !own.text().contains(SECRET)) {
                faults.add(kind + " does not answer her: " + own);
            }
            for (Person stranger : strangers) {
                for (String question : List.of(SECRET_QUESTION, SHARED_QUESTION)) {
                    ann.grounded().ask(kind, NAME, question);
                    Said said = stranger.grounded().ask(kind, NAME, question);
                    answers++;
                    boolean foreign =
                            said.citations().stream()
                                    .map(Citation::documentId)
                                    .anyMatch(id -> !theirs.documents().containsValue(id));
                    // The question is theirs; what she knows of it is not.
                    boolean told =
                            question.equals(SECRET_QUESTION)
                                    && said.text().contains("did bury the " + SECRET);
                    if (said.status() != 200 || foreign || told) {
                        faults.add(kind + " to " + stranger.name() + ": " + said);
                    }
                    if (question.equals(SHARED_QUESTION)
                            && !cites(said, theirs.document("kitchen.md"))) {
                        faults.add(kind + " to " + stranger.name() + " cites no own: " + said);
                    }
                }
                for (String foreign : List.of(hers.base(), diary, ONLY_HERS)) {
                    Said refused = stranger.grounded().ask(kind, foreign, SHARED_QUESTION);
                    if (!refused.code().equals("knowledge_base_not_found")
                            || !refused.citations().isEmpty()) {
                        faults.add(kind + " from " + foreign + ": " + refused);
                    }
                }
            }
        }
        return new Finding(
                "answers stand on the own tenant's documents alone",
                answers + " answers, plain, streamed and as jobs",
                faults);
    }

    /** Of her tenant, and no admin: he reads and does not change. */
    private static Finding colleague(Person bob, Shelf hers)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        String document = hers.document(HERS.name());
        for (Request request : Request.all()) {
            Answer answer =
                    bob.kb().ask(request.method, request.path(hers.base(), document), request.body);
            boolean right =
                    request.reads()
                            ? answer.status() == 200
                            : answer.status() == 403 && answer.code().equals("forbidden");
            if (!right) {
                faults.add(request.method + " " + request.pattern + ": " + answer);
            }
        }
        if (bob.kb().search(new Query(NAME, SECRET_QUESTION, Mode.HYBRID, 10)).stream()
                .noneMatch(hit -> hit.document().equals(document))) {
            faults.add("a colleague's search does not find it");
        }
        return new Finding(
                "who is of the same tenant reads and does not change",
                Request.all().size() + " requests",
                faults);
    }

    private static Finding deleted(Person ann, Shelf hers, Person zoe, Shelf theirs)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        String id = hers.document(HERS.name());
        String path = Kb.PATH + "/" + hers.base() + "/documents/" + id;
        long chunks = ann.kb().base(hers.base()).path("chunks").asLong(-1);
        long own = ann.kb().chunks(hers.base(), id).size();
        Answer gone = ann.kb().ask("DELETE", path, null);
        if (gone.status() != 204) {
            faults.add("deleting: " + gone);
        }
        for (Mode mode : Mode.values()) {
            ann.kb().search(new Query(hers.base(), SECRET_QUESTION, mode, 100)).stream()
                    .filter(hit -> hit.document().equals(id) || hit.text().contains(SECRET))
                    .forEach(hit -> faults.add(mode + " finds " + hit));
        }
        for (String one : List.of(path, path + "/content", path + "/chunks")) {
            Answer answer = ann.kb().ask("GET", one, null);
            if (answer.status() != 404) {
                faults.add("GET " + one + ": " + answer);
            }
        }
        if (ann.kb().documents(hers.base()).stream()
                .anyMatch(document -> document.path("id").asString("").equals(id))) {
            faults.add("it is listed");
        }
        JsonNode base = ann.kb().base(hers.base());
        if (base.path("chunks").asLong(-1) != chunks - own
                || base.path("documents").path("indexed").asLong(-1) != SHARED.size()) {
            faults.add("the knowledge base still counts it: " + base);
        }
        for (Kind kind : Kind.values()) {
            Said said = ann.grounded().ask(kind, NAME, SECRET_QUESTION);
            if (said.status() != 200
                    || cites(said, id)
                    || said.text().contains("did bury the " + SECRET)) {
                faults.add(kind + " answers " + said);
            }
        }
        if (!cites(
                zoe.grounded().ask(Kind.PLAIN, NAME, SHARED_QUESTION),
                theirs.document("kitchen.md"))) {
            faults.add("the other tenant's document went with it");
        }
        Answer again = ann.kb().addOnce(hers.base(), HERS);
        if (again.status() != 202 || again.text("id").equals(id)) {
            faults.add("adding it again: " + again);
        }
        return new Finding(
                "a deleted document is found nowhere",
                own + " of " + chunks + " chunks deleted, " + Mode.values().length + " modes",
                faults);
    }

    private static boolean cites(Said said, String document) {
        return said.citations().stream()
                .anyMatch(citation -> citation.documentId().equals(document));
    }
}
