package dev.millrace.provider.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.provider.simulator.Simulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
        assertThat(describe("openai", "gpt-5.6").price())
                .isEqualTo(
                        new Price(
                                "USD",
                                5_000_000_000L,
                                30_000_000_000L,
                                500_000_000L,
                                null,
                                List.of()));
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
