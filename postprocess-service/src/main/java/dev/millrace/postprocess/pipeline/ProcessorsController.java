package dev.millrace.postprocess.pipeline;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Tells which post-processors a plan may name. */
@RestController
final class ProcessorsController {

    /** One processor. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Described(String name, String description, boolean changesText) {}

    /** OpenAI's list shape. */
    record Listed(String object, List<Described> data) {}

    private final Processors processors;

    ProcessorsController(Processors processors) {
        this.processors = processors;
    }

    @GetMapping("/api/v1/postprocess/processors")
    Listed list() {
        return new Listed(
                "list",
                processors.all().stream()
                        .map(p -> new Described(p.name(), p.does(), p.changesText()))
                        .toList());
    }
}
