package dev.millrace.standalone.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The file of the operator, applied to a product and read back from it. */
class ApplyTest {

    private static final String SECRET = "sk-1234567890abcdefghij";
    private static final String FILE_SECRET = "az-zzzzzzzzzzzzzzzz9876";
    private static final String HEADER_SECRET = "Basic-topsecret-topsecret";

    private static final String MANIFEST =
            """
            providers:
              - id: cloudy
                type: openai
                endpoint: https://api.example.com/v1
                credential: env:CLOUDY_KEY
                headers: {X-Team: blue, X-Authorization: env:CLOUDY_HEADER}
                limits: {requests_per_minute: 600}
                active: true
              - id: house
                type: azure
                endpoint: https://house.example.com
                api_version: 2024-10-21
                lacks: [vision]
                credential: file:house.key
                models: [no, 2026-01-01]
              - id: third
                type: ollama
                endpoint: http://127.0.0.1:11434
            model_groups:
              - name: smart
                deployments:
                  - {provider: cloudy, model: gpt-5, weight: 3, defaults: {temperature: 0.2}}
                  - {provider: house, model: gpt-5}
                fallbacks:
                  failure: [fast, cloudy/gpt-4o]
              - name: fast
                deployments: [{provider: third, model: llama3:8b}]
              - name: openai/*
                deployments: [{provider: cloudy, model: "*"}]
            """;

    @TempDir private Path folder = Path.of("");

    private final FakeProduct product;
    private final Map<String, String> environment = new HashMap<>();

    ApplyTest() throws IOException {
        product = new FakeProduct();
    }

    @BeforeEach
    void write() throws IOException {
        environment.put("CLOUDY_KEY", SECRET);
        environment.put("CLOUDY_HEADER", HEADER_SECRET);
        Files.writeString(folder.resolve("house.key"), FILE_SECRET + "\n");
        Files.writeString(folder.resolve("millrace.yaml"), MANIFEST);
    }

    @AfterEach
    void stop() {
        product.close();
    }

    @Test
    void aDryRunTellsTheDifferenceAndChangesNothing() {
        Ran ran = apply("--dry-run");

        assertThat(ran.out())
                .contains(
                        "create provider cloudy\n",
                        "  endpoint: \"https://api.example.com/v1\"\n",
                        "  limits.requests_per_minute: 600\n",
                        "  headers.X-Authorization: \"(secret)\"\n",
                        "  credential: (secret)\n",
                        "create model group smart\n",
                        "  deployments[0].weight: 3\n",
                        "6 changes. Nothing was changed: this was a dry run.");
        assertThat(product.writes()).isEmpty();
        assertThat(ran.out() + ran.err()).doesNotContain(SECRET, FILE_SECRET, HEADER_SECRET);
    }

    @Test
    void twiceIsOnce() {
        Ran first = apply();
        assertThat(first.out()).endsWith("6 changes, done.\n").doesNotContain("topsecret", SECRET);
        assertThat(product.writes())
                .containsExactly(
                        "POST /api/v1/llm/providers",
                        "POST /api/v1/llm/providers",
                        "POST /api/v1/llm/providers",
                        "PUT /api/v1/routing/models");
        assertThat(product.shown("house").at("/credentials/0/masked").asString())
                .isEqualTo("az-…9876");
        assertThat(product.shown("house").path("models")).hasToString("[\"no\",\"2026-01-01\"]");
        assertThat(product.shown("cloudy").at("/headers/X-Authorization").asString())
                .isEqualTo(HEADER_SECRET);
        product.writes().clear();

        assertThat(apply().out()).startsWith("Nothing to do");
        assertThat(product.writes()).isEmpty();
    }

    @Test
    void onlyWhatChangedIsChangedAndTheListSaysFromWhatToWhat() throws IOException {
        apply();
        product.writes().clear();
        environment.put("CLOUDY_KEY", "sk-another-another-another");
        Files.writeString(
                folder.resolve("millrace.yaml"),
                MANIFEST.replace("{requests_per_minute: 600}", "{tokens_per_minute: 90}")
                        .replace("weight: 3", "weight: 5")
                        .replace("failure: [fast, cloudy/gpt-4o]", "failure: [fast]"));

        Ran ran = apply();

        assertThat(ran.out())
                .isEqualTo(
                        """
                        change provider cloudy
                          limits.tokens_per_minute: 90
                          credential: (secret)
                        change model group smart
                          deployments[0].weight: 3 -> 5
                          fallbacks.failure[1]: "cloudy/gpt-4o" goes
                        2 changes, done.
                        """);
        assertThat(product.writes())
                .containsExactly("PUT /api/v1/llm/providers/cloudy", "PUT /api/v1/routing/models");
        assertThat(product.shown("cloudy").path("limits"))
                .as("what the file does not name stays")
                .hasToString(
                        "{\"requests_per_minute\":600,\"tokens_per_minute\":90,\"concurrency\":null}");
        assertThat(product.groups()).hasSize(3);
    }

    @Test
    void nothingIsDeletedUnlessPruned() throws IOException {
        apply();
        product.provider("{'id':'env','type':'openai','source':'environment','active':true}");
        Files.writeString(
                folder.resolve("millrace.yaml"),
                "providers:\n  - {id: third, type: ollama}\nmodel_groups:\n");
        product.writes().clear();

        assertThat(apply().out()).startsWith("Nothing to do");
        assertThat(apply("--prune", "--dry-run").out())
                .contains("delete model group smart", "delete provider cloudy")
                .doesNotContain("provider env", "provider third");
        assertThat(product.writes()).isEmpty();

        assertThat(apply("--prune").code()).isZero();
        assertThat(product.providers()).containsOnlyKeys("env", "third");
        assertThat(product.groups()).isEmpty();
        assertThat(product.writes().getFirst())
                .as("groups go before the providers they name")
                .isEqualTo("PUT /api/v1/routing/models");

        Files.writeString(folder.resolve("millrace.yaml"), "model_groups: []\n");
        assertThat(apply("--prune").out()).startsWith("Nothing to do");
        assertThat(product.providers()).hasSize(2);
    }

    @Test
    void whatIsExportedIsWhatWasAppliedWithoutItsSecrets() throws IOException {
        apply();
        product.provider("{'id':'env','type':'openai','source':'environment','active':true}");

        Ran exported = run(new ExportCommand());

        assertThat(exported.out())
                .contains("credential: env:CLOUDY_CREDENTIAL")
                .contains("X-Authorization: env:CLOUDY_X_AUTHORIZATION")
                .contains("X-Team: blue")
                .contains("- 2026-01-01")
                .contains("api_version: 2024-10-21", "- vision")
                .contains("requests_per_minute: 600")
                .doesNotContain("null", "tokens_per_minute", "timeouts")
                .doesNotContain(SECRET, "1234567890", HEADER_SECRET, "id: env", "revision");
        Files.writeString(folder.resolve("millrace.yaml"), exported.out());
        environment.clear();
        assertThat(apply().err()).contains("CLOUDY_X_AUTHORIZATION is not set");
        environment.put("CLOUDY_CREDENTIAL", SECRET);
        environment.put("HOUSE_CREDENTIAL", FILE_SECRET);
        environment.put("CLOUDY_X_AUTHORIZATION", HEADER_SECRET);
        assertThat(apply("--dry-run").out()).startsWith("Nothing to do");

        try (FakeProduct other = new FakeProduct()) {
            assertThat(applyTo(other).code()).isZero();
            assertThat(other.groups()).hasSize(3);
            assertThat(unnumbered(other.groups())).isEqualTo(unnumbered(product.groups()));
            assertThat(other.providers()).containsOnlyKeys("cloudy", "house", "third");
        }
    }

    @Test
    void aChangeOfSomebodyElseIsNotOverwritten() {
        product.turmoil();

        Ran ran = apply();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).containsAnyOf("412", "Somebody else");
        assertThat(product.groups()).isEmpty();
    }

    @Test
    void whatIsWrongWithTheFileIsSaidInOneSentenceWithoutItsSecrets() throws IOException {
        assertThat(refused("providers: {").err()).contains("is no YAML: look at line");
        assertThat(refused("- a").err()).contains("neither providers nor model_groups");
        assertThat(refused("keys: []").err()).contains("'keys'");
        assertThat(refused("providers: [{type: x}]").err()).contains("providers[0] has no id");
        assertThat(refused("model_groups: [{name: a}, {name: a}]").err()).contains("twice");
        assertThat(refused("providers: [{id: a, id: b}]").err()).contains("is no YAML");
        Ran plain = refused("providers: [{id: a, type: x, credential: " + SECRET + "}]");
        assertThat(plain.err()).contains("env:NAME or file:PATH").doesNotContain(SECRET);
        assertThat(refused("providers: [{id: a, credential: 'file:gone'}]").err())
                .contains("gone cannot be read");
        assertThat(refused("providers: [{id: a, credential: 'env:GONE'}]").err())
                .contains("GONE is not set");
        assertThat(product.writes()).isEmpty();
        Files.delete(folder.resolve("millrace.yaml"));
        assertThat(apply().err()).contains("cannot be read").hasLineCount(1);
    }

    private static String unnumbered(Map<String, ?> things) {
        return things.toString().replaceAll("\"revision\":\\d+", "");
    }

    private Ran refused(String text) throws IOException {
        Files.writeString(folder.resolve("millrace.yaml"), text);
        Ran ran = apply();
        assertThat(ran.code()).as(text).isEqualTo(1);
        assertThat(ran.err()).as(text).hasLineCount(1);
        return ran;
    }

    private record Ran(int code, String out, String err) {}

    private Ran apply(String... more) {
        return applyTo(product, more);
    }

    private Ran applyTo(FakeProduct to, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(List.of("-f", folder.resolve("millrace.yaml").toString()));
        return run(new ApplyCommand(environment), to, all.toArray(String[]::new));
    }

    private Ran run(Object command) {
        return run(command, product);
    }

    private static Ran run(Object command, FakeProduct product, String... more) {
        List<String> all =
                new ArrayList<>(List.of("--url", product.url(), "--key", FakeProduct.KEY));
        all.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                new CommandLine(command)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .setExecutionExceptionHandler(
                                (failure, line, _) -> {
                                    line.getErr().println(failure.getMessage());
                                    return 1;
                                })
                        .execute(all.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }
}
