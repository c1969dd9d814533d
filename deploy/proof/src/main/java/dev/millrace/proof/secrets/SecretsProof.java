package dev.millrace.proof.secrets;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.product.Product;
import dev.millrace.proof.secrets.Answers.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Providers with credentials of every kind, logging at DEBUG, and everything that goes wrong with
 * them: no secret is found in files, rows, logs, answers and exports. And the same data without the
 * master key: every provider is locked, and none of its credentials gets out.
 */
public final class SecretsProof {

    private static final String MAKING = "POST /api/v1/keys";
    private static final String MADE = "an API key";
    private static final String MASTER = "the master key";

    private final Random random;
    private final boolean processes;
    private final boolean otherKey;
    private final Map<String, String> environment;
    private final Keys keys;

    /**
     * @param processes each service in a JVM of its own
     * @param otherKey also with another master key, which costs one more start
     * @param environment of the product
     */
    public SecretsProof(
            long seed, boolean processes, boolean otherKey, Map<String, String> environment) {
        this.random = new Random(seed);
        this.processes = processes;
        this.otherKey = otherKey;
        this.environment = environment;
        this.keys = Keys.of(random, Forms.MISPLACED);
    }

    /** In a folder that is empty at first. */
    public List<Finding> run(Path folder) throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Path restored = folder.resolve("restored");
        List<Finding> findings = new ArrayList<>();
        try (LeakyUpstream upstream = new LeakyUpstream()) {
            upstream.accept(
                    keys.environment(), keys.first(), keys.rotated(), keys.azure(), keys.claude());
            findings.addAll(used(folder, data, upstream));
            Copy.restored(data, restored);
            findings.addAll(locked(restored, upstream));
            if (otherKey) {
                findings.addAll(otherwiseKeyed(restored, upstream));
            }
            Files.copy(
                    data.resolve(Copy.MASTER_KEY),
                    restored.resolve(Copy.MASTER_KEY),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
            findings.add(opened(folder, restored, upstream));
        }
        return findings;
    }

    private List<Finding> used(Path folder, Path data, LeakyUpstream upstream)
            throws IOException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        Answers answers;
        List<Secret> secrets = new ArrayList<>(keys.all());
        secrets.add(new Secret("the admin key", Product.ADMIN_KEY));
        Map<String, String> tables;
        String exported;
        try (Product product = start(data, withVendor(upstream, Map.of()));
                Client client = client(product)) {
            answers = new Answers(client);
            List<String> refused = Forms.setUp(answers, upstream, keys);
            refused.addAll(Forms.misplace(answers, keys));
            findings.add(
                    new Finding(
                            "providers are set up, and credentials in wrong places refused",
                            Forms.MISPLACED + " wrong places",
                            refused));
            Calls.awaitOffered(answers, "claude-lab/good");
            Calls.awaitOffered(answers, "openai/falters");
            findings.add(Calls.all(answers));
            Answer made = answers.post("/api/v1/keys", "{\"name\":\"seen\"}");
            secrets.add(new Secret(MADE, made.json().path("key").asString("")));
            Calls.readEverything(answers);
            exported = export(product, data);
            tables = Tables.texts(product, data);
        }
        secrets.addAll(Tables.passwords(data));
        secrets.add(new Secret(MASTER, Files.readString(data.resolve(Copy.MASTER_KEY)).strip()));
        Search inAnswers = new Search(secrets);
        int answered = answers.look(inAnswers, MAKING, Set.of(MADE));
        findings.add(
                new Finding(
                        "no answer tells a secret",
                        answered + " answers, " + inAnswers.seen(),
                        inAnswers.found()));
        Search inRows = new Search(secrets);
        tables.forEach((table, text) -> inRows.look("table " + table, bytes(text), Set.of()));
        inRows.look("the export", bytes(exported), Set.of());
        List<String> unread = new ArrayList<>(inRows.found());
        if (!exported.contains("azure-lab") || !tables.containsKey("provider.credential")) {
            unread.add("the export or the table of credentials was not read");
        }
        findings.add(new Finding("no table and no export tells a secret", inRows.seen(), unread));
        findings.add(
                inFiles(
                        "no file of the data folder and no log tells a secret",
                        folder,
                        data,
                        secrets));
        return findings;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The data folder with its logs, and what the launcher said beside it. */
    private static Finding inFiles(String sentence, Path folder, Path data, List<Secret> secrets)
            throws IOException {
        Map<String, Set<String>> lawful = new HashMap<>();
        // The folder of the database's passwords is the database's own, and so is this file.
        lawful.put("postgres/passwords", Set.copyOf(names(Tables.passwords(data))));
        lawful.put(Copy.MASTER_KEY, Set.of(MASTER));
        Search search = new Search(secrets);
        search.lookInto(data, lawful);
        boolean debug = false;
        for (String end : List.of(".log", ".out")) {
            String name = data.getFileName() + end;
            search.look(name, Files.readAllBytes(folder.resolve(name)), Set.of());
        }
        for (String text : Logs.of(data)) {
            debug |= text.contains("\"DEBUG\"");
        }
        List<String> faults = new ArrayList<>(search.found());
        if (!debug) {
            faults.add("no log has a line of level DEBUG");
        }
        return new Finding(sentence, search.seen(), faults);
    }

    private static List<String> names(List<Secret> secrets) {
        return secrets.stream().map(Secret::name).toList();
    }

    private List<Finding> locked(Path restored, LeakyUpstream upstream)
            throws IOException, InterruptedException {
        int before = upstream.calls();
        List<String> faults = new ArrayList<>();
        Answers answers;
        try (Product product = start(restored, Map.of());
                Client client = client(product)) {
            answers = new Answers(client);
            int locked = 0;
            for (String id : Calls.PROVIDERS) {
                Answer shown = answers.get(Forms.PROVIDERS + "/" + id);
                if (!shown.json().path("locked").asBoolean(false)) {
                    faults.add(id + " is not shown as locked: " + shown);
                }
                locked++;
            }
            Calls.refused(answers, faults);
            Answer trial = answers.post(Forms.PROVIDERS + "/lab/test?model=good", "");
            if (!trial.body().contains("\"locked\"")) {
                faults.add("its test does not say so: " + trial);
            }
            Calls.readEverything(answers);
            if (upstream.calls() != before) {
                faults.add((upstream.calls() - before) + " calls reached the upstream");
            }
            Set<String> advice = Logs.linesWith(restored, "is locked");
            if (advice.stream().noneMatch(line -> line.contains("MILLRACE_MASTER_KEY"))) {
                faults.add("no line of the log says what to do: " + advice);
            }
            Finding shut =
                    new Finding(
                            "log and database without the master key: locked, refused, nobody called",
                            locked + " providers, " + advice.size() + " lines of advice",
                            faults);
            Search search = new Search(keys.all());
            answers.look(search, "", Set.of());
            return List.of(
                    shut,
                    new Finding(
                            "no answer of the locked product tells a secret",
                            search.seen(),
                            search.found()));
        }
    }

    private List<Finding> otherwiseKeyed(Path restored, LeakyUpstream upstream)
            throws IOException, InterruptedException {
        byte[] other = new byte[32];
        random.nextBytes(other);
        String text = Base64.getEncoder().encodeToString(other);
        List<String> faults = new ArrayList<>();
        try (Product product =
                        start(restored, withVendor(upstream, Map.of("MILLRACE_MASTER_KEY", text)));
                Client client = client(product)) {
            Answers answers = new Answers(client);
            Answer shown = answers.get(Forms.PROVIDERS + "/lab");
            if (!shown.json().path("locked").asBoolean(false)) {
                faults.add("it opens with another key: " + shown);
            }
            Answer own = Calls.awaitGood(answers, "openai");
            if (own.status() != 200) {
                faults.add("what the environment names does not work: " + own);
            }
        }
        return List.of(
                new Finding(
                        "another master key opens nothing, and the environment's provider works",
                        "one start",
                        faults));
    }

    private Finding opened(Path folder, Path restored, LeakyUpstream upstream)
            throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        try (Product product = start(restored, withVendor(upstream, Map.of()));
                Client client = client(product)) {
            Answers answers = new Answers(client);
            for (String id : List.of("lab", "azure-lab", "claude-lab", "openai")) {
                Answer answer = Calls.awaitGood(answers, id);
                if (answer.status() != 200) {
                    faults.add(answer.toString());
                }
                Answer shown = answers.get(Forms.PROVIDERS + "/" + id);
                if (shown.json().path("locked").asBoolean(true)) {
                    faults.add(id + " is still locked");
                }
            }
        }
        List<Secret> secrets = new ArrayList<>(keys.all());
        secrets.addAll(Tables.passwords(restored));
        secrets.add(new Secret("the admin key", Product.ADMIN_KEY));
        Finding files = inFiles("", folder, restored, secrets);
        faults.addAll(files.faults());
        return new Finding(
                "with its master key put back every provider answers, and no file tells a secret",
                files.seen(),
                faults);
    }

    private Product start(Path data, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("MILLRACE_LOG_LEVEL", "DEBUG");
        all.putAll(more);
        return Product.start(new Product.Setup(data, processes, 1, all));
    }

    private Map<String, String> withVendor(LeakyUpstream upstream, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("OPENAI_API_KEY", keys.environment().text());
        all.put("OPENAI_BASE_URL", upstream.address("/env/v1"));
        return all;
    }

    private static Client client(Product product) {
        return new Client(product.gateways(), Product.ADMIN_KEY, "lab/good");
    }

    private static String export(Product product, Path data)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Product.home().resolve("millrace").toString(),
                                "export",
                                "--url",
                                product.address().toString(),
                                "--data",
                                data.toString())
                        .redirectErrorStream(true);
        builder.environment().put("MILLRACE_ADMIN_KEY", Product.ADMIN_KEY);
        Process export = builder.start();
        String said = new String(export.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        export.waitFor();
        return said;
    }
}
