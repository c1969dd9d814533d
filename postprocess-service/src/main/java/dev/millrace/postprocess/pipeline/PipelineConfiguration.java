package dev.millrace.postprocess.pipeline;

import dev.millrace.events.Lane;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.Log;
import dev.millrace.log.LogPart;
import dev.millrace.log.publish.Pace;
import dev.millrace.postprocess.pipeline.citations.CitationsProcessor;
import dev.millrace.postprocess.pipeline.ending.HonestEndingProcessor;
import dev.millrace.postprocess.pipeline.reasoning.ReasoningProcessor;
import dev.millrace.store.content.ContentStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the pipeline; an instance may leave it to others. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "millrace.postprocess.pipeline.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PipelineProperties.class)
public class PipelineConfiguration {

    @Bean
    ReasoningProcessor reasoningProcessor() {
        return new ReasoningProcessor();
    }

    @Bean
    HonestEndingProcessor honestEndingProcessor() {
        return new HonestEndingProcessor();
    }

    @Bean
    CitationsProcessor citationsProcessor() {
        return new CitationsProcessor();
    }

    @Bean
    Processors processors(List<Processor> processors) {
        return new Processors(processors);
    }

    @Bean
    ProcessorsController processorsController(Processors processors) {
        return new ProcessorsController(processors);
    }

    /** Threads that may block: on the content store, or on a full producer. */
    @Bean(destroyMethod = "close")
    ExecutorService pipelineThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("pipeline-", 0).factory());
    }

    @Bean
    LogPart interactiveReferee(
            Log log,
            Processors processors,
            ContentStore store,
            ExecutorService pipelineThreads,
            MeterRegistry registry,
            PipelineProperties properties) {
        return referee(
                Lane.INTERACTIVE, log, processors, store, pipelineThreads, registry, properties);
    }

    @Bean
    LogPart bulkReferee(
            Log log,
            Processors processors,
            ContentStore store,
            ExecutorService pipelineThreads,
            MeterRegistry registry,
            PipelineProperties properties) {
        return referee(Lane.BULK, log, processors, store, pipelineThreads, registry, properties);
    }

    static LogPart referee(
            Lane lane,
            Log log,
            Processors processors,
            ContentStore store,
            ExecutorService threads,
            MeterRegistry registry,
            PipelineProperties properties) {
        Pace pace = lane == Lane.INTERACTIVE ? Pace.INTERACTIVE : Pace.BULK;
        Outputs outputs = new Outputs(store);
        FinishedTail tail = new FinishedTail(log.reader(), lane, properties.remembered());
        OutcomesListener listener =
                new OutcomesListener(
                        new OutcomePipeline(processors, outputs),
                        processors,
                        new FinishPublisher(log.publisher(pace), outputs, threads),
                        log.publisher(Pace.CHUNKS),
                        partition -> new PartitionState(tail.read(partition), properties),
                        threads,
                        new PipelineMetrics(registry, lane));
        String group = "pipeline-" + lane.name().toLowerCase(Locale.ROOT);
        return log.stage(group, Topics.OUTCOMES.of(lane), pace, listener);
    }
}
