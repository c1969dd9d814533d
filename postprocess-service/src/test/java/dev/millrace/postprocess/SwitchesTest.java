package dev.millrace.postprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.LogPart;
import dev.millrace.postprocess.job.JobConfiguration;
import dev.millrace.postprocess.pipeline.PipelineConfiguration;
import dev.millrace.postprocess.run.RunConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SwitchesTest {

    private final ApplicationContextRunner parts =
            new ApplicationContextRunner()
                    .withUserConfiguration(
                            PipelineConfiguration.class,
                            RunConfiguration.class,
                            JobConfiguration.class);

    @Test
    void bothHalvesCanBeLeftToOtherInstances() {
        parts.withPropertyValues(
                        "millrace.postprocess.pipeline.enabled=false",
                        "millrace.postprocess.run.enabled=false")
                .run(
                        context -> {
                            assertThat(context).hasNotFailed();
                            assertThat(context).doesNotHaveBean(LogPart.class);
                        });
    }

    @Test
    void eachHalfIsOnUnlessItIsSwitchedOff() {
        parts.withPropertyValues("millrace.postprocess.run.enabled=false")
                .run(context -> assertThat(context).hasFailed());
        parts.withPropertyValues("millrace.postprocess.pipeline.enabled=false")
                .run(context -> assertThat(context).hasFailed());
    }
}
