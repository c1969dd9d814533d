package dev.millrace.provider.registry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a provider speaks. */
public enum ProviderType {
    OPENAI("openai", "https://api.openai.com/v1", DeploymentMode.CLOUD),
    AZURE("azure", "", DeploymentMode.CLOUD),
    ANTHROPIC("anthropic", "https://api.anthropic.com/v1", DeploymentMode.CLOUD),
    GEMINI("gemini", "https://generativelanguage.googleapis.com/v1beta", DeploymentMode.CLOUD),
    QWEN("qwen", "https://dashscope.aliyuncs.com/compatible-mode/v1", DeploymentMode.CLOUD),
    ZHIPU("zhipu", "https://open.bigmodel.cn/api/paas/v4", DeploymentMode.CLOUD),
    QIANFAN("qianfan", "https://qianfan.baidubce.com/v2", DeploymentMode.CLOUD),
    HUNYUAN("hunyuan", "https://api.hunyuan.cloud.tencent.com/v1", DeploymentMode.CLOUD),
    DEEPSEEK("deepseek", "https://api.deepseek.com", DeploymentMode.CLOUD),
    OLLAMA("ollama", "http://127.0.0.1:11434", DeploymentMode.LOCAL),
    LLAMACPP("llamacpp", "http://127.0.0.1:8080/v1", DeploymentMode.LOCAL),
    VLLM("vllm", "http://127.0.0.1:8000/v1", DeploymentMode.PRIVATE),
    /** Any other server that says it speaks OpenAI's protocol. */
    OPENAI_COMPATIBLE("openai-compatible", "", DeploymentMode.PRIVATE),
    /** Built in: answers are made up. */
    SIMULATOR("simulator", "built-in", DeploymentMode.LOCAL),
    /** Built in: embeds words without a model. */
    OFFLINE("offline", "built-in", DeploymentMode.LOCAL);

    private final String word;
    private final String endpoint;
    private final DeploymentMode mode;

    ProviderType(String word, String endpoint, DeploymentMode mode) {
        this.word = word;
        this.endpoint = endpoint;
        this.mode = mode;
    }

    /**
     * Where a provider stands: in a vendor's cloud, in a network of one's own, or on this machine.
     */
    public enum DeploymentMode {
        CLOUD,
        PRIVATE,
        LOCAL;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<DeploymentMode> of(String word) {
            return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
        }
    }

    /** Its name in the API. */
    public String word() {
        return word;
    }

    /** Where it usually is; empty when only the operator knows. */
    public String usualEndpoint() {
        return endpoint;
    }

    public DeploymentMode usualMode() {
        return mode;
    }

    /** Part of the product: not created, not deleted. */
    public boolean isBuiltIn() {
        return this == SIMULATOR || this == OFFLINE;
    }

    public static Optional<ProviderType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /** The types an operator can create, for messages. */
    static String choices() {
        return Arrays.stream(values())
                .filter(type -> !type.isBuiltIn())
                .map(ProviderType::word)
                .collect(Collectors.joining(", "));
    }
}
