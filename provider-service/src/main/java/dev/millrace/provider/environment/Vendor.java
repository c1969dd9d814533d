package dev.millrace.provider.environment;

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
 * @param protocol null when this version does not speak the vendor's
 */
record Vendor(
        String id,
        @Nullable String keyVariable,
        String addressVariable,
        String address,
        String path,
        @Nullable Protocol protocol) {

    /** What it speaks. */
    sealed interface Protocol {

        record OpenAi(Shape shape) implements Protocol {}

        record Anthropic() implements Protocol {}

        record Gemini() implements Protocol {}
    }

    /** Whose chat completions they are. */
    enum Shape {
        OPENAI,
        QWEN,
        ZHIPU,
        QIANFAN,
        HUNYUAN,
        DEEPSEEK,
        COMPATIBLE
    }

    /** In the order of the catalog. */
    static List<Vendor> all() {
        return List.of(
                of("openai", "OPENAI", "https://api.openai.com/v1", Shape.OPENAI),
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
                        Shape.QWEN),
                of("zhipu", "ZHIPU", "https://open.bigmodel.cn/api/paas/v4", Shape.ZHIPU),
                of("qianfan", "QIANFAN", "https://qianfan.baidubce.com/v2", Shape.QIANFAN),
                of("hunyuan", "HUNYUAN", "https://api.hunyuan.cloud.tencent.com/v1", Shape.HUNYUAN),
                of("deepseek", "DEEPSEEK", "https://api.deepseek.com", Shape.DEEPSEEK),
                unspoken("azure", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"),
                new Vendor(
                        "ollama",
                        null,
                        "OLLAMA_BASE_URL",
                        "",
                        "/v1",
                        new Protocol.OpenAi(Shape.COMPATIBLE)));
    }

    private static Vendor of(String id, String prefix, String address, Shape shape) {
        return new Vendor(
                id,
                prefix + "_API_KEY",
                prefix + "_BASE_URL",
                address,
                "",
                new Protocol.OpenAi(shape));
    }

    private static Vendor unspoken(String id, String keyVariable, String addressVariable) {
        return new Vendor(id, keyVariable, addressVariable, "", "", null);
    }
}
