package dev.millrace.postprocess.job;

import dev.millrace.boot.access.AccessView;
import dev.millrace.postprocess.run.Runs;
import dev.millrace.store.content.ContentStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of jobs; they come and go with runs. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "millrace.postprocess.run.enabled", matchIfMissing = true)
public class JobConfiguration {

    @Bean
    JobSink jobSink(MeterRegistry registry) {
        return new JobSink(registry);
    }

    @Bean
    JobController jobController(Runs runs, ContentStore content, AccessView access, Clock clock) {
        return new JobController(runs, new JobBodies(content), access, clock);
    }
}
