package dev.millrace.provider.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.events.PriceTier;
import dev.millrace.provider.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KnownModelsTest {

    private final KnownModels known = KnownModels.shipped();

    private static Provider provider(String id, boolean thinkTags) {
        Provider simulator = Simulator.provider(Clock.systemUTC(), Duration.ZERO);
        return new Provider(
                id, "test", "", simulator.chat(), simulator.embeddings(), List::of, thinkTags);
    }

    private Model describe(String provider, String name) {
        return Objects.requireNonNull(known.describe(provider(provider, false), name));
    }

    @Test
    void pricesAreExact() {
        assertThat(describe("openai", "gpt-4o-mini").price())
                .isEqualTo(
                        new Price(
                                "USD",
                                150_000_000L,
                                600_000_000L,
                                75_000_000L,
                                null,
                                List.of(
                                        new PriceTier(
                                                0L,
                                                "priority",
                                                250_000_000L,
                                                1_000_000_000L,
                                                125_000_000L,
                                                null))));
        // 0.003625 and 0.0028 dollars for a million tokens
        assertThat(
                        Objects.requireNonNull(describe("deepseek", "deepseek-v4-pro").price())
                                .getCachedInputNanos())
                .contains(3_625_000L);
        assertThat(
                        Objects.requireNonNull(describe("deepseek", "deepseek-v4-flash").price())
                                .getCachedInputNanos())
                .contains(2_800_000L);
    }

    @Test
    void aDeploymentIsPricedByTheModelBehindItAndByItsNameOnlyWhereThatIsAModels() {
        Map<String, String> behind = Map.of("fast", "gpt-5.4-mini", "gpt-5", "gpt-4.1");
        ModelOrigin azure =
                new ModelOrigin("house", "azure", false, name -> behind.getOrDefault(name, name));
        for (Map.Entry<String, String> each : behind.entrySet()) {
            Model deployment = Objects.requireNonNull(known.describe(azure, each.getKey()));
            Model model = describe("azure", each.getValue());
            assertThat(deployment.key()).isEqualTo("model/house/" + each.getKey());
            assertThat(deployment.price()).isNotNull().isEqualTo(model.price());
            assertThat(deployment.contextWindow()).isEqualTo(model.contextWindow());
            assertThat(deployment.capabilities()).isEqualTo(model.capabilities());
        }
        assertThat(Objects.requireNonNull(known.describe(azure, "o3")).price()).isNotNull();
        for (String told : List.of("my-gpt-4.1", "gpt-4.1-prod", "writer")) {
            assertThat(Objects.requireNonNull(known.describe(azure, told)).price()).isNull();
        }
    }

    private Price priceOf(String provider, String name) {
        return Objects.requireNonNull(describe(provider, name).price());
    }

    /** The usual tier above a size of the input. */
    private PriceTier above(String provider, String name, long tokens) {
        return priceOf(provider, name).getTiers().stream()
                .filter(tier -> tier.getServiceTier().isEmpty())
                .filter(tier -> tier.getAboveInputTokens() == tokens)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void longInputsCostTwiceAndTheirOutputHalfAsMuchMore() {
        for (String name :
                List.of("gpt-5.6", "gpt-5.6-terra", "gpt-5.6-luna", "gpt-5.5", "gpt-5.4")) {
            twiceAndHalf("openai", name, 272_000);
        }
        for (String name : List.of("gemini-2.5-pro", "gemini-3.1-pro-preview")) {
            twiceAndHalf("gemini", name, 200_000);
        }
        assertThat(priceOf("openai", "gpt-5.4-mini").getTiers())
                .noneMatch(tier -> tier.getAboveInputTokens() > 0);
    }

    private void twiceAndHalf(String provider, String name, long tokens) {
        Price price = priceOf(provider, name);
        PriceTier tier = above(provider, name, tokens);
        assertThat(tier.getInputNanos()).as(name).isEqualTo(2 * price.getInputNanos());
        assertThat(2 * tier.getOutputNanos()).as(name).isEqualTo(3 * price.getOutputNanos());
    }

    @Test
    void qwenIsTieredByInput() {
        assertThat(above("qwen", "qwen3-max", 32_000).getInputNanos()).isEqualTo(2_400_000_000L);
        assertThat(above("qwen", "qwen3-max", 128_000).getOutputNanos()).isEqualTo(15_000_000_000L);
    }

    @Test
    void whatGoesIntoACacheCostsAQuarterMore() {
        for (String name : known.of("anthropic")) {
            Price price = priceOf("anthropic", name);
            assertThat(price.getCacheWriteInputNanos().map(write -> 4 * write))
                    .as(name)
                    .contains(5 * price.getInputNanos());
        }
        assertThat(priceOf("openai", "gpt-5.6").getCacheWriteInputNanos()).contains(6_250_000_000L);
        assertThat(priceOf("openai", "gpt-5.5").getCacheWriteInputNanos()).isEmpty();
    }

    @Test
    void aTierOfServiceHasItsOwnPrice() {
        assertThat(
                        priceOf("openai", "gpt-5-mini").getTiers().stream()
                                .filter(tier -> tier.getServiceTier().equals("flex"))
                                .map(PriceTier::getInputNanos))
                .containsExactly(125_000_000L);
    }

    @Test
    void whatAVendorHasSwitchedOffIsKnownAsRetired() {
        assertThat(describe("deepseek", "deepseek-chat").retiresAt())
                .isEqualTo(Instant.parse("2026-07-24T00:00:00Z"));
        assertThat(describe("deepseek", "deepseek-v4-pro").retiresAt()).isNull();
    }

    /** The page and the list say the same of what every vendor's adapter is tried against. */
    @Test
    void everyVendorIsMarkedAsThePageSays() throws IOException {
        Map<String, String> page = new HashMap<>();
        Matcher rows =
                Pattern.compile(
                                "^\\| `([a-z]+)` \\|.*\\| (recorded traffic|its documentation) \\|$",
                                Pattern.MULTILINE)
                        .matcher(Files.readString(Path.of("../docs/providers.md")));
        while (rows.find()) {
            page.put(
                    Objects.requireNonNull(rows.group(1)),
                    "recorded traffic".equals(rows.group(2)) ? "recorded" : "documented only");
        }
        assertThat(page).hasSizeGreaterThanOrEqualTo(9);
        page.forEach(
                (vendor, evidence) ->
                        assertThat(known.evidence(new ModelOrigin("any", vendor, false)))
                                .as(vendor)
                                .isEqualTo(evidence));
        assertThat(known.evidence(new ModelOrigin("nobody", "nobody", false)))
                .isEqualTo("documented only");
        assertThat(known.evidence(new ModelOrigin("any", Simulator.ID, false)))
                .isEqualTo("built in");
    }

    @Test
    void whatNobodyPublishedIsUnknownAndNotFree() {
        assertThat(describe("qianfan", "ernie-4.5-turbo-128k").price()).isNull();
        assertThat(describe("openai", "gpt-99").price()).isNull();
        assertThat(describe("openai", "gpt-99").capabilities()).isEmpty();
        assertThat(describe("ollama", "llama3.1").price()).isNull();
    }

    @Test
    void aDatedSnapshotIsItsModel() {
        Model snapshot = describe("openai", "gpt-4o-mini-2024-07-18");
        assertThat(snapshot.name()).isEqualTo("gpt-4o-mini-2024-07-18");
        assertThat(snapshot.price()).isEqualTo(describe("openai", "gpt-4o-mini").price());
        assertThat(snapshot.capabilities()).contains("vision", "tools", "json_schema");
    }

    @Test
    void modelsThatNeitherChatNorEmbedAreNotOffered() {
        for (String name :
                List.of(
                        "whisper-1",
                        "tts-1-hd",
                        "dall-e-3",
                        "gpt-image-1",
                        "omni-moderation-latest")) {
            assertThat(known.describe(provider("openai", false), name)).as(name).isNull();
        }
    }

    @Test
    void embeddersAreKnownByTheirNames() {
        for (String name :
                List.of("nomic-embed-text", "bge-m3", "BAAI/bge-large", "text-embedding-v4")) {
            assertThat(describe("ollama", name).operations()).containsExactly(Operation.EMBEDDINGS);
        }
        assertThat(describe("openai", "text-embedding-3-small").operations())
                .containsExactly(Operation.EMBEDDINGS);
    }

    @Test
    void onlyLocalServersModelsThinkBetweenTags() {
        Provider local = provider("ollama", true);
        for (String name : List.of("deepseek-r1:8b", "qwq", "qwen3:4b", "Qwen/Qwen3-8B")) {
            assertThat(Objects.requireNonNull(known.describe(local, name)).capabilities())
                    .as(name)
                    .contains("think_tags", "tools", "json_schema");
            assertThat(describe("openai", name).capabilities()).doesNotContain("think_tags");
        }
        assertThat(Objects.requireNonNull(known.describe(local, "mistral:7b")).capabilities())
                .isEmpty();
    }

    @Test
    void theSimulatorIsMarkedAndFree() {
        for (String name : List.of(Simulator.SMALL, Simulator.LARGE, Simulator.EMBEDDING)) {
            Model model = describe(Simulator.ID, name);
            assertThat(model.simulated()).isTrue();
            assertThat(model.price()).isEqualTo(new Price("USD", 0L, 0L, null, null, List.of()));
        }
        assertThat(describe("openai", "gpt-5").simulated()).isFalse();
    }

    @Test
    void vendorsWithoutAListHaveTheirKnownModels() {
        assertThat(known.of("zhipu")).contains("glm-4.7", "glm-4.7-flash");
        assertThat(known.of("nobody")).isEmpty();
    }
}
