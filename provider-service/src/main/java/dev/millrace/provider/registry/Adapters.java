package dev.millrace.provider.registry;

import dev.millrace.provider.anthropic.Anthropic;
import dev.millrace.provider.azure.Azure;
import dev.millrace.provider.azure.AzureSettings;
import dev.millrace.provider.catalog.KnownModels;
import dev.millrace.provider.catalog.ModelSource;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.compatible.Abilities;
import dev.millrace.provider.compatible.Compatible;
import dev.millrace.provider.deepseek.DeepSeek;
import dev.millrace.provider.gemini.Gemini;
import dev.millrace.provider.hunyuan.Hunyuan;
import dev.millrace.provider.lexical.Offline;
import dev.millrace.provider.llamacpp.LlamaCpp;
import dev.millrace.provider.ollama.Ollama;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.qianfan.Qianfan;
import dev.millrace.provider.qwen.Qwen;
import dev.millrace.provider.registry.ProviderSettings.Timeouts;
import dev.millrace.provider.simulator.Simulator;
import dev.millrace.provider.simulator.SimulatorProperties;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.Patience;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.provider.vllm.Vllm;
import dev.millrace.provider.zhipu.Zhipu;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what speaks to a provider from how it is set up: the one place that knows all vendors. */
public final class Adapters {

    private final UpstreamClient client;
    private final KnownModels known;
    private final Clock clock;
    private final SimulatorProperties simulator;

    public Adapters(
            UpstreamClient client, KnownModels known, Clock clock, SimulatorProperties simulator) {
        this.client = client;
        this.known = known;
        this.clock = clock;
        this.simulator = simulator;
    }

    /**
     * The adapter.
     *
     * @param credential empty for providers that ask for none
     */
    Provider of(ProviderSettings settings, String credential) {
        Endpoint endpoint =
                new Endpoint(
                        settings.id(),
                        settings.endpoint(),
                        credential,
                        settings.headers(),
                        patience(settings.timeouts()));
        Provider made = made(settings, endpoint);
        List<String> models = settings.models();
        // Azure's are deployments, which its adapter understands itself.
        ModelSource source =
                models.isEmpty() || settings.type() == ProviderType.AZURE
                        ? made.models()
                        : () -> models;
        return new Provider(
                made.id(),
                settings.type().word(),
                settings.endpoint(),
                made.chat(),
                made.embeddings(),
                source,
                made.thinkTags());
    }

    private Provider made(ProviderSettings settings, Endpoint endpoint) {
        return switch (settings.type()) {
            case OPENAI -> OpenAi.provider(endpoint, client);
            case AZURE -> Azure.provider(endpoint, azure(settings), client);
            case ANTHROPIC -> Anthropic.provider(endpoint, client);
            case GEMINI -> Gemini.provider(endpoint, client);
            case QWEN -> Qwen.provider(endpoint, client);
            case ZHIPU -> Zhipu.provider(endpoint, client, known.of(settings.type().word()));
            case QIANFAN -> Qianfan.provider(endpoint, client);
            case HUNYUAN -> Hunyuan.provider(endpoint, client);
            case DEEPSEEK -> DeepSeek.provider(endpoint, client);
            case OLLAMA -> Ollama.provider(endpoint, client);
            case LLAMACPP -> LlamaCpp.provider(endpoint, client);
            case VLLM -> Vllm.provider(endpoint, client);
            case OPENAI_COMPATIBLE ->
                    Compatible.provider(endpoint, client, Abilities.without(settings.lacks()));
            case SIMULATOR -> Simulator.provider(clock, simulator.wordDelay());
            case OFFLINE -> Offline.provider();
        };
    }

    private static AzureSettings azure(ProviderSettings settings) {
        String version = settings.apiVersion();
        return AzureSettings.of(
                version == null ? "" : version, String.join(",", settings.models()));
    }

    private @Nullable Patience patience(Timeouts timeouts) {
        if (timeouts.equals(Timeouts.USUAL)) {
            return null;
        }
        Patience usual = client.patience();
        return new Patience(
                or(timeouts.connect(), usual.connect()),
                or(timeouts.firstToken(), usual.firstToken()),
                or(timeouts.idle(), usual.idle()),
                usual.answerLimit());
    }

    private static Duration or(@Nullable Duration own, Duration usual) {
        return own == null ? usual : own;
    }
}
