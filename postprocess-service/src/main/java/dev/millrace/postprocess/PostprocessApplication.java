package dev.millrace.postprocess;

import dev.millrace.boot.MillraceService;
import dev.millrace.postprocess.job.JobConfiguration;
import dev.millrace.postprocess.pipeline.PipelineConfiguration;
import dev.millrace.postprocess.run.RunConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The postprocess-service; its parts are this list. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    MillraceService.class,
    PipelineConfiguration.class,
    RunConfiguration.class,
    JobConfiguration.class
})
public class PostprocessApplication {

    public static void main(String[] args) {
        builder().run(args);
    }

    /** The application, named so that it reads its own {@code postprocess-service.yml}. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(PostprocessApplication.class)
                .properties("spring.config.name=postprocess-service");
    }
}
