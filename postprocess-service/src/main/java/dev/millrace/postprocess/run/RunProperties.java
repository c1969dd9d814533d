package dev.millrace.postprocess.run;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of runs.
 *
 * @param enabled whether this instance takes and releases bulk work at all
 * @param window the most unfinished requests of one tenant in the log
 * @param quantum lines a tenant releases in one turn
 * @param batch lines released between two checkpoints
 * @param batchBytes bodies read from the database between two checkpoints
 * @param look how often the backlog is looked at when nothing wakes the releaser
 * @param keep how long a finished run can be asked for
 */
@ConfigurationProperties("millrace.postprocess.run")
record RunProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("200") int window,
        @DefaultValue("8") int quantum,
        @DefaultValue("100") int batch,
        @DefaultValue("16MB") DataSize batchBytes,
        @DefaultValue("1s") Duration look,
        @DefaultValue("30d") Duration keep) {

    RunProperties {
        if (window < 1 || quantum < 1 || batch < 1) {
            throw new IllegalArgumentException("window, quantum and batch are at least 1");
        }
    }
}
