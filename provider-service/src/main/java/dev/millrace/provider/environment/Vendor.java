package dev.millrace.provider.environment;

import dev.millrace.provider.azure.AzureSettings;
import dev.millrace.provider.openai.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vendors that environment variables can announce.
 *
 * @param id the provider's id
 * @param keyVariable the variable with the credential; null for servers that need none
 * @param addressVariable the variable with another address
 * @param address where the vendor is; empty when only the variable knows
 * @param path what follows an address from the variable when it is not there yet
 * @param protocol what it speaks, unless its address or another variable says otherwise
 */
record Vendor(
        String id,
        @Nullable String keyVariable,
        String addressVariable,
        String address,
        String path,
        Protocol protocol) {

    /** What it speaks. */
    sealed interface Protocol {

        record OpenAi(Dialect dialect) implements Protocol {}

        record Anthropic() implements Protocol {}

        record Gemini() implements Protocol {}

        record Azure(AzureSettings settings) implements Protocol {}

        record Ollama() implements Protocol {}
    }

    /** In the order of the catalog. */
    static List<Vendor> all() {
        return List.of(
                of("openai", "OPENAI", "https://api.openai.com/v1", Dialect.OPENAI),
                new Vendor(
                        "anthropic",
                        "ANTHROPIC_API_KEY",
                        "ANTHROPIC_BASE_URL",
                        "https://api.anthropic.com/v1",
                        "/v1",
                        new Protocol.Anthropic()),
                new Vendor(
                        "gemini",
                        "GEMINI_API_KEY",
                        "GEMINI_BASE_URL",
                        "https://generativelanguage.googleapis.com/v1beta",
                        "/v1beta",
                        new Protocol.Gemini()),
                of(
                        "qwen",
                        "DASHSCOPE",
                        "https://dashscope.aliyuncs.com/compatible-mode/v1",
                        Dialect.QWEN),
                of("zhipu", "ZHIPU", "https://open.bigmodel.cn/api/paas/v4", Dialect.ZHIPU),
                of("qianfan", "QIANFAN", "https://qianfan.baidubce.com/v2", Dialect.CLOUD),
                of("hunyuan", "HUNYUAN", "https://api.hunyuan.cloud.tencent.com/v1", Dialect.CLOUD),
                of("deepseek", "DEEPSEEK", "https://api.deepseek.com", Dialect.CLOUD),
                new Vendor(
                        "azure",
                        "AZURE_OPENAI_API_KEY",
                        "AZURE_OPENAI_ENDPOINT",
                        "",
                        "",
                        new Protocol.Azure(AzureSettings.V1)),
                new Vendor("ollama", null, "OLLAMA_BASE_URL", "", "", new Protocol.Ollama()));
    }

    private static Vendor of(String id, String prefix, String address, Dialect dialect) {
        return new Vendor(
                id,
                prefix + "_API_KEY",
                prefix + "_BASE_URL",
                address,
                "",
                new Protocol.OpenAi(dialect));
    }
}
