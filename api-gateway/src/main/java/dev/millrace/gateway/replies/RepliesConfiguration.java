package dev.millrace.gateway.replies;

import dev.millrace.log.Log;
import dev.millrace.log.publish.Pace;
import dev.millrace.log.reply.Replies;
import dev.millrace.store.content.ContentStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Waiting for answers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RepliesProperties.class)
public class RepliesConfiguration {

    @Bean
    Replies replies(Log log) {
        return log.replies();
    }

    @Bean
    Endings endings(Log log, Clock clock) {
        return new Endings(log.publisher(Pace.INTERACTIVE), clock);
    }

    @Bean
    Departures departures(Attention attention, Endings endings, RepliesProperties properties) {
        return new Departures(attention, endings, properties.abandonAfter());
    }

    @Bean
    Pulse pulse() {
        return new Pulse();
    }

    @Bean
    Interactive interactive(
            Log log,
            Replies replies,
            Endings endings,
            Departures departures,
            Attention attention,
            RepliesProperties properties,
            Pulse pulse,
            Clock clock) {
        return new Interactive(
                replies,
                log.publisher(Pace.INTERACTIVE),
                endings,
                departures,
                attention,
                properties,
                pulse,
                clock);
    }

    @Bean
    Meters meters(MeterRegistry registry) {
        return new Meters(registry);
    }

    @Bean
    Traces traces(ObjectProvider<OpenTelemetry> openTelemetry) {
        return new Traces(openTelemetry.getIfAvailable(OpenTelemetry::noop));
    }

    @Bean
    Outputs outputs(ContentStore contents) {
        return new Outputs(contents);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connector() {
        return tomcat -> {
            tomcat.addEngineValves(new TomcatClient.Valve());
            // Ids of models hold slashes, and clients encode them.
            tomcat.addConnectorCustomizers(
                    connector ->
                            connector.setEncodedSolidusHandling(
                                    EncodedSolidusHandling.DECODE.getValue()));
        };
    }
}
