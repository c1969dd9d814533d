package dev.millrace.provider.environment;

import dev.millrace.provider.anthropic.Anthropic;
import dev.millrace.provider.catalog.KnownModels;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.catalog.Providers;
import dev.millrace.provider.gemini.Gemini;
import dev.millrace.provider.lexical.Offline;
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
                case Announced.Compatible(var endpoint) -> {
                    LOG.info("Provider {} at {}", endpoint.provider(), endpoint.baseUrl());
                    providers.add(OpenAi.provider(endpoint, client, known.of(endpoint.provider())));
                }
                case Announced.Native(var protocol, var id, var baseUrl, var key) -> {
                    LOG.info("Provider {} at {}", id, baseUrl);
                    providers.add(
                            protocol instanceof Vendor.Protocol.Gemini
                                    ? Gemini.provider(id, baseUrl, key, client)
                                    : Anthropic.provider(id, baseUrl, key, client));
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
}
