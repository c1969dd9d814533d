package dev.millrace.gateway;

import dev.millrace.boot.MillraceService;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The api-gateway; its parts are this list. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({MillraceService.class})
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
