package dev.millrace.telemetry;

import dev.millrace.boot.MillraceService;
import dev.millrace.telemetry.attempt.AttemptConfiguration;
import dev.millrace.telemetry.request.RequestConfiguration;
import dev.millrace.telemetry.usage.UsageConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The telemetry-service; its parts are this list. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    MillraceService.class,
    AttemptConfiguration.class,
    RequestConfiguration.class,
    UsageConfiguration.class
})
public class TelemetryApplication {

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application, named so that it reads its own {@code telemetry-service.yml}. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(TelemetryApplication.class)
                .properties("spring.config.name=telemetry-service");
    }
}
