package dev.millrace.gateway.routes;

import dev.millrace.log.Log;
import dev.millrace.log.publish.Pace;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The way to the other services. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServicesProperties.class)
@Import(ForwardController.class)
public class RoutesConfiguration {

    @Bean(initMethod = "start")
    TokenKeys tokenKeys(Log log, Clock clock) {
        return new TokenKeys(log.publisher(Pace.INTERACTIVE), clock);
    }

    @Bean
    Upstreams upstreams(ServicesProperties properties, TokenKeys keys) {
        HttpClient http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(Duration.ofSeconds(2))
                        .build();
        return new Upstreams(http, properties.urls(), keys.signer());
    }
}
