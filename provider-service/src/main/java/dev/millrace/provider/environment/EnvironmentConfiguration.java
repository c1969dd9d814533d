package dev.millrace.provider.environment;

import dev.millrace.provider.anthropic.Anthropic;
import dev.millrace.provider.azure.Azure;
import dev.millrace.provider.catalog.KnownModels;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.catalog.Providers;
import dev.millrace.provider.environment.Vendor.Protocol;
import dev.millrace.provider.gemini.Gemini;
import dev.millrace.provider.lexical.Offline;
import dev.millrace.provider.ollama.Ollama;
import dev.millrace.provider.openai.OpenAi;
import dev.millrace.provider.simulator.Simulator;
import dev.millrace.provider.simulator.SimulatorProperties;
import dev.millrace.provider.upstream.UpstreamClient;
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
                                case Protocol.OpenAi(var dialect) ->
                                        OpenAi.provider(
                                                endpoint,
                                                dialect,
                                                client,
                                                known.of(endpoint.provider()));
                                case Protocol.Anthropic _ -> Anthropic.provider(endpoint, client);
                                case Protocol.Gemini _ -> Gemini.provider(endpoint, client);
                                case Protocol.Azure(var settings) ->
                                        Azure.provider(endpoint, settings, client);
                                case Protocol.Ollama _ -> Ollama.provider(endpoint, client);
                            });
                }
                case Announced.Malformed(var variable) ->
                        LOG.error("{} is no http(s) address: its provider is left out", variable);
            }
        }
        providers.add(Offline.provider());
        providers.add(Simulator.provider(clock, simulator.wordDelay()));
        return new Providers(providers);
    }
}
