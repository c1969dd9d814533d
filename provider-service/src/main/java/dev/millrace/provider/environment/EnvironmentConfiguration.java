package dev.millrace.provider.environment;

import dev.millrace.provider.anthropic.Anthropic;
import dev.millrace.provider.catalog.KnownModels;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.catalog.Providers;
import dev.millrace.provider.compatible.Compatible;
import dev.millrace.provider.deepseek.DeepSeek;
import dev.millrace.provider.environment.Vendor.Protocol;
import dev.millrace.provider.environment.Vendor.Shape;
import dev.millrace.provider.gemini.Gemini;
import dev.millrace.provider.hunyuan.Hunyuan;
import dev.millrace.provider.lexical.Offline;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.qianfan.Qianfan;
import dev.millrace.provider.qwen.Qwen;
import dev.millrace.provider.simulator.Simulator;
import dev.millrace.provider.simulator.SimulatorProperties;
import dev.millrace.provider.upstream.Endpoint;
import dev.millrace.provider.upstream.UpstreamClient;
import dev.millrace.provider.zhipu.Zhipu;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The providers of this instance: those the environment announces, and the built-in ones. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SimulatorProperties.class)
public class EnvironmentConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentConfiguration.class);

    @Bean
    Providers providers(
            Environment environment,
            UpstreamClient client,
            KnownModels known,
            Clock clock,
            SimulatorProperties simulator) {
        List<Provider> providers = new ArrayList<>();
        for (Announced announced : Announced.from(environment::getProperty)) {
            switch (announced) {
                case Announced.Spoken(var endpoint, var protocol) -> {
                    LOG.info("Provider {} at {}", endpoint.provider(), endpoint.baseUrl());
                    providers.add(
                            switch (protocol) {
                                case Protocol.OpenAi(var shape) ->
                                        shaped(shape, endpoint, client, known);
                                case Protocol.Anthropic _ -> Anthropic.provider(endpoint, client);
                                case Protocol.Gemini _ -> Gemini.provider(endpoint, client);
                            });
                }
                case Announced.Unspoken(var provider) ->
                        LOG.warn(
                                "Provider {} is configured, but this version does not speak its"
                                        + " protocol yet: it is left out",
                                provider);
                case Announced.Malformed(var variable) ->
                        LOG.error("{} is no http(s) address: its provider is left out", variable);
            }
        }
        providers.add(Offline.provider());
        providers.add(Simulator.provider(clock, simulator.wordDelay()));
        return new Providers(providers);
    }

    private static Provider shaped(
            Shape shape, Endpoint endpoint, UpstreamClient client, KnownModels known) {
        return switch (shape) {
            case OPENAI -> OpenAi.provider(endpoint, client);
            case QWEN -> Qwen.provider(endpoint, client);
            case ZHIPU -> Zhipu.provider(endpoint, client, known.of(endpoint.provider()));
            case QIANFAN -> Qianfan.provider(endpoint, client);
            case HUNYUAN -> Hunyuan.provider(endpoint, client);
            case DEEPSEEK -> DeepSeek.provider(endpoint, client);
            case COMPATIBLE -> Compatible.provider(endpoint, client);
        };
    }
}
