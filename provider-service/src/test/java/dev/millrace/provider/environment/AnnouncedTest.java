package dev.millrace.provider.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.registry.ProviderSettings;
import dev.millrace.provider.registry.ProviderType;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnnouncedTest {

    private static List<Announced> from(Map<String, String> variables) {
        return Announced.from(variables::get);
    }

    private static Announced.Spoken spoken(
            String id, ProviderType type, DeploymentMode mode, String url, String key) {
        return new Announced.Spoken(ProviderSettings.usual(id, type, url).in(mode), key);
    }

    @Test
    void nothingAnnouncesNothing() {
        assertThat(from(Map.of())).isEmpty();
        assertThat(from(Map.of("OPENAI_API_KEY", " "))).isEmpty();
    }

    @Test
    void aKeyAloneMeansTheVendorsOwnAddress() {
        Map<String, ProviderType> variables =
                Map.of(
                        "OPENAI_API_KEY", ProviderType.OPENAI,
                        "ANTHROPIC_API_KEY", ProviderType.ANTHROPIC,
                        "GEMINI_API_KEY", ProviderType.GEMINI,
                        "DASHSCOPE_API_KEY", ProviderType.QWEN,
                        "ZHIPU_API_KEY", ProviderType.ZHIPU,
                        "QIANFAN_API_KEY", ProviderType.QIANFAN,
                        "HUNYUAN_API_KEY", ProviderType.HUNYUAN,
                        "DEEPSEEK_API_KEY", ProviderType.DEEPSEEK);
        variables.forEach(
                (variable, type) ->
                        assertThat(from(Map.of(variable, "k")))
                                .containsExactly(
                                        spoken(
                                                type.word(),
                                                type,
                                                DeploymentMode.CLOUD,
                                                type.usualEndpoint(),
                                                "k")));
        assertThat(from(Map.of("AZURE_OPENAI_API_KEY", "k"))).isEmpty();
        assertThat(
                        from(
                                Map.of(
                                        "AZURE_OPENAI_API_KEY", "k",
                                        "AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com/")))
                .containsExactly(
                        spoken(
                                "azure",
                                ProviderType.AZURE,
                                DeploymentMode.CLOUD,
                                "https://x.openai.azure.com",
                                "k"));
    }

    @Test
    void anotherAddressIsACompatibleServerWithOrWithoutAKey() {
        assertThat(from(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9/v1/")))
                .containsExactly(
                        spoken(
                                "openai",
                                ProviderType.OPENAI_COMPATIBLE,
                                DeploymentMode.LOCAL,
                                "http://127.0.0.1:9/v1",
                                ""));
        assertThat(from(Map.of("OPENAI_BASE_URL", "http://models.lan/v1")))
                .containsExactly(
                        spoken(
                                "openai",
                                ProviderType.OPENAI_COMPATIBLE,
                                DeploymentMode.PRIVATE,
                                "http://models.lan/v1",
                                ""));
        assertThat(from(Map.of("OLLAMA_BASE_URL", "http://localhost:11434/v1")))
                .containsExactly(
                        spoken(
                                "ollama",
                                ProviderType.OPENAI_COMPATIBLE,
                                DeploymentMode.LOCAL,
                                "http://localhost:11434/v1",
                                ""));
    }

    @Test
    void someAreSpokenToInTheirOwnWay() {
        assertThat(from(Map.of("OLLAMA_BASE_URL", "http://localhost:11434/")))
                .containsExactly(
                        spoken(
                                "ollama",
                                ProviderType.OLLAMA,
                                DeploymentMode.LOCAL,
                                "http://localhost:11434",
                                ""));
        assertThat(
                        from(
                                Map.of(
                                        "ANTHROPIC_API_KEY", "secret",
                                        "ANTHROPIC_BASE_URL", "http://127.0.0.1:9/")))
                .containsExactly(
                        spoken(
                                "anthropic",
                                ProviderType.ANTHROPIC,
                                DeploymentMode.LOCAL,
                                "http://127.0.0.1:9/v1",
                                "secret"))
                .allSatisfy(one -> assertThat(one.toString()).doesNotContain("secret"));
    }

    @Test
    void azuresDeploymentsAreNamedWithTheModelsBehindThem() {
        assertThat(
                        from(
                                Map.of(
                                        "AZURE_OPENAI_API_KEY", "k",
                                        "AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com",
                                        "AZURE_OPENAI_API_VERSION", "2024-10-21",
                                        "AZURE_OPENAI_DEPLOYMENTS", "fast=gpt-5-mini, gpt-4o,")))
                .containsExactly(
                        new Announced.Spoken(
                                ProviderSettings.usual(
                                                "azure",
                                                ProviderType.AZURE,
                                                "https://x.openai.azure.com")
                                        .offering(
                                                "2024-10-21", List.of("fast=gpt-5-mini", "gpt-4o")),
                                "k"));
    }

    @Test
    void whatIsNoAddressIsNamedButNotShown() {
        for (String bad :
                List.of(
                        "not a url",
                        "ftp://x",
                        "https://",
                        "http://me:secret@host/v1",
                        "https://host/v1?key=secret")) {
            assertThat(from(Map.of("OPENAI_BASE_URL", bad)))
                    .containsExactly(new Announced.Malformed("OPENAI_BASE_URL"));
        }
    }
}
