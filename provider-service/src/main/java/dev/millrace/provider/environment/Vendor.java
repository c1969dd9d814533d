package dev.millrace.provider.environment;

import dev.millrace.provider.registry.ProviderType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vendors that environment variables can announce.
 *
 * @param type what it is; its word is the provider's id too
 * @param keyVariable the variable with the credential; null for servers that need none
 * @param addressVariable the variable with another address
 * @param path what follows an address from the variable when it is not there yet
 */
record Vendor(
        ProviderType type, @Nullable String keyVariable, String addressVariable, String path) {

    /** In the order of the catalog. */
    static List<Vendor> all() {
        return List.of(
                of(ProviderType.OPENAI, "OPENAI", ""),
                of(ProviderType.ANTHROPIC, "ANTHROPIC", "/v1"),
                of(ProviderType.GEMINI, "GEMINI", "/v1beta"),
                of(ProviderType.QWEN, "DASHSCOPE", ""),
                of(ProviderType.ZHIPU, "ZHIPU", ""),
                of(ProviderType.QIANFAN, "QIANFAN", ""),
                of(ProviderType.HUNYUAN, "HUNYUAN", ""),
                of(ProviderType.DEEPSEEK, "DEEPSEEK", ""),
                new Vendor(ProviderType.AZURE, "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", ""),
                new Vendor(ProviderType.OLLAMA, null, "OLLAMA_BASE_URL", ""));
    }

    private static Vendor of(ProviderType type, String prefix, String path) {
        return new Vendor(type, prefix + "_API_KEY", prefix + "_BASE_URL", path);
    }
}
