package dev.millrace.gateway;

import dev.millrace.boot.MillraceService;
import dev.millrace.gateway.admission.AdmissionConfiguration;
import dev.millrace.gateway.health.HealthConfiguration;
import dev.millrace.gateway.idempotency.IdempotencyConfiguration;
import dev.millrace.gateway.openai.OpenAiConfiguration;
import dev.millrace.gateway.people.PeopleConfiguration;
import dev.millrace.gateway.query.QueryConfiguration;
import dev.millrace.gateway.replies.RepliesConfiguration;
import dev.millrace.gateway.routes.RoutesConfiguration;
import dev.millrace.gateway.view.ViewConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The api-gateway; its parts are this list. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    MillraceService.class,
    PeopleConfiguration.class,
    AdmissionConfiguration.class,
    RepliesConfiguration.class,
    IdempotencyConfiguration.class,
    ViewConfiguration.class,
    OpenAiConfiguration.class,
    QueryConfiguration.class,
    RoutesConfiguration.class,
    HealthConfiguration.class
})
public class GatewayApplication {

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application, named so that it reads its own {@code api-gateway.yml}. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(GatewayApplication.class)
                .properties("spring.config.name=api-gateway");
    }
}
