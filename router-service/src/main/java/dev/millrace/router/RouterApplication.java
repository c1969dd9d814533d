package dev.millrace.router;

import dev.millrace.boot.MillraceService;
import dev.millrace.router.group.GroupConfiguration;
import dev.millrace.router.plan.PlanConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The router-service; its parts are this list. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({MillraceService.class, GroupConfiguration.class, PlanConfiguration.class})
public class RouterApplication {

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application, named so that it reads its own {@code router-service.yml}. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(RouterApplication.class)
                .properties("spring.config.name=router-service");
    }
}
