package dev.millrace.postprocess.pipeline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the pipeline.
 *
 * @param enabled whether this instance referees at all
 * @param remembered finished requests remembered for each partition and lane; also how many records
 *     of `results` are read to rebuild that memory
 * @param streams open streams kept for each partition; the oldest is forgotten when there are more
 * @param streamAge how long a stream may hold the commit
 */
@ConfigurationProperties("millrace.postprocess.pipeline")
record PipelineProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("20000") int remembered,
        @DefaultValue("5000") int streams,
        @DefaultValue("15m") Duration streamAge) {}
