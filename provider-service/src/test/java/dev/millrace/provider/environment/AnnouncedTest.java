package dev.millrace.provider.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.environment.Vendor.Shape;
import dev.millrace.provider.upstream.Endpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnnouncedTest {

    private static List<Announced> from(Map<String, String> variables) {
        return Announced.from(variables::get);
    }

    private static Announced.Spoken compatible(String id, String url, String key, Shape shape) {
        return new Announced.Spoken(new Endpoint(id, url, key), new Vendor.Protocol.OpenAi(shape));
    }

    @Test
    void nothingAnnouncesNothing() {
        assertThat(from(Map.of())).isEmpty();
        assertThat(from(Map.of("OPENAI_API_KEY", " "))).isEmpty();
    }

    @Test
    void aKeyAloneMeansTheVendorsOwnAddress() {
        assertThat(
                        from(
                                Map.of(
                                        "OPENAI_API_KEY", "k1",
                                        "DASHSCOPE_API_KEY", "k2",
                                        "ZHIPU_API_KEY", "k3",
                                        "QIANFAN_API_KEY", "k4",
                                        "HUNYUAN_API_KEY", "k5",
                                        "DEEPSEEK_API_KEY", "k6")))
                .containsExactly(
                        compatible("openai", "https://api.openai.com/v1", "k1", Shape.OPENAI),
                        compatible(
                                "qwen",
                                "https://dashscope.aliyuncs.com/compatible-mode/v1",
                                "k2",
                                Shape.QWEN),
                        compatible(
                                "zhipu", "https://open.bigmodel.cn/api/paas/v4", "k3", Shape.ZHIPU),
                        compatible(
                                "qianfan", "https://qianfan.baidubce.com/v2", "k4", Shape.QIANFAN),
                        compatible(
                                "hunyuan",
                                "https://api.hunyuan.cloud.tencent.com/v1",
                                "k5",
                                Shape.HUNYUAN),
                        compatible("deepseek", "https://api.deepseek.com", "k6", Shape.DEEPSEEK));
    }

    @Test
    void anotherAddressIsACompatibleServerWithOrWithoutAKey() {
        assertThat(from(Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9/v1/")))
                .containsExactly(
                        compatible("openai", "http://127.0.0.1:9/v1", "", Shape.COMPATIBLE));
        assertThat(from(Map.of("OLLAMA_BASE_URL", "http://localhost:11434/")))
                .containsExactly(
                        compatible("ollama", "http://localhost:11434/v1", "", Shape.COMPATIBLE));
        assertThat(from(Map.of("OLLAMA_BASE_URL", "http://localhost:11434/v1")))
                .containsExactly(
                        compatible("ollama", "http://localhost:11434/v1", "", Shape.COMPATIBLE));
    }

    @Test
    void someAreSpokenToInTheirOwnWay() {
        assertThat(from(Map.of("ANTHROPIC_API_KEY", "a", "GEMINI_API_KEY", "b")))
                .containsExactly(
                        new Announced.Spoken(
                                new Endpoint("anthropic", "https://api.anthropic.com/v1", "a"),
                                new Vendor.Protocol.Anthropic()),
                        new Announced.Spoken(
                                new Endpoint(
                                        "gemini",
                                        "https://generativelanguage.googleapis.com/v1beta",
                                        "b"),
                                new Vendor.Protocol.Gemini()));
        assertThat(
                        from(
                                Map.of(
                                        "ANTHROPIC_API_KEY", "secret",
                                        "ANTHROPIC_BASE_URL", "http://127.0.0.1:9/")))
                .containsExactly(
                        new Announced.Spoken(
                                new Endpoint("anthropic", "http://127.0.0.1:9/v1", "secret"),
                                new Vendor.Protocol.Anthropic()))
                .allSatisfy(one -> assertThat(one.toString()).doesNotContain("secret"));
    }

    @Test
    void vendorsThatAreNotSpokenToAreNamed() {
        assertThat(from(Map.of("AZURE_OPENAI_ENDPOINT", "https://x")))
                .containsExactly(new Announced.Unspoken("azure"));
    }

    @Test
    void whatIsNoAddressIsNamedButNotShown() {
        for (String bad : List.of("not a url", "ftp://x", "https://", "http://me:secret@host/v1")) {
            assertThat(from(Map.of("OPENAI_BASE_URL", bad)))
                    .containsExactly(new Announced.Malformed("OPENAI_BASE_URL"));
        }
    }
}
