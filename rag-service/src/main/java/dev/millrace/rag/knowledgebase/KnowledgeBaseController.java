package dev.millrace.rag.knowledgebase;

import dev.millrace.rag.index.Generation;
import dev.millrace.rag.index.Generation.State;
import dev.millrace.rag.index.GenerationRepository;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A tenant's knowledge bases. */
@RestController
final class KnowledgeBaseController {

    private static final String PATH = "/api/v1/kb";
    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    private final KnowledgeBases bases;
    private final KnowledgeBaseRepository repository;
    private final GenerationRepository generations;
    private final Access access;

    KnowledgeBaseController(
            KnowledgeBases bases,
            KnowledgeBaseRepository repository,
            GenerationRepository generations,
            Access access) {
        this.bases = bases;
        this.repository = repository;
        this.generations = generations;
        this.access = access;
    }

    @PostMapping(PATH)
    ResponseEntity<ShownBase> create(HttpServletRequest http) throws java.io.IOException {
        Caller caller = Caller.of(http);
        UUID id = bases.create(caller, BaseBody.read(http));
        return ResponseEntity.created(URI.create(PATH + "/" + id))
                .body(shown(access.readable(caller, id.toString())));
    }

    @GetMapping(PATH)
    Page<ShownBase> list(
            HttpServletRequest http,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String after) {
        int most = PageCursor.limit(limit, USUAL_PAGE, LARGEST_PAGE);
        List<String> keys = PageCursor.decode("after", after, 2);
        List<KnowledgeBase> found =
                repository.list(
                        Caller.of(http).tenant(),
                        keys.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(keys.get(0))),
                        keys.isEmpty() ? null : UUID.fromString(keys.get(1)),
                        most + 1);
        return Page.of(
                shown(found),
                most,
                base -> PageCursor.encode(Long.toString(base.createdAt()), base.id()));
    }

    @GetMapping(PATH + "/{id}")
    ShownBase get(HttpServletRequest http, @PathVariable String id) {
        return shown(access.readable(Caller.of(http), id));
    }

    /** Another embedding model or chunking begins another index, which takes its time. */
    @PatchMapping(PATH + "/{id}")
    ShownBase change(HttpServletRequest http, @PathVariable String id) throws java.io.IOException {
        Caller caller = Caller.of(http);
        KnowledgeBase base = access.changeable(caller, id);
        bases.change(caller, base.id(), BaseBody.read(http));
        return shown(access.readable(caller, id));
    }

    @DeleteMapping(PATH + "/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(HttpServletRequest http, @PathVariable String id) {
        bases.delete(access.changeable(Caller.of(http), id).id());
    }

    private ShownBase shown(KnowledgeBase base) {
        return shown(List.of(base)).getFirst();
    }

    private List<ShownBase> shown(List<KnowledgeBase> found) {
        List<Generation> live = new ArrayList<>();
        found.forEach(base -> live.addAll(generations.live(base.id())));
        Map<Long, Map<String, Long>> states =
                repository.states(live.stream().map(Generation::id).toList());
        return found.stream().map(base -> shown(base, live, states)).toList();
    }

    private static ShownBase shown(
            KnowledgeBase base, List<Generation> live, Map<Long, Map<String, Long>> states) {
        Generation active = find(base, live, State.ACTIVE);
        Generation building = find(base, live, State.BUILDING);
        if (active == null) {
            // It was deleted between two looks.
            throw ApiException.of(ErrorCode.NOT_FOUND);
        }
        Map<String, Long> documents = states.getOrDefault(active.id(), Map.of());
        ShownBase.Index index = ShownBase.index(active, documents);
        return new ShownBase(
                "knowledge_base",
                base.id().toString(),
                base.name(),
                base.description(),
                index.embeddingModel(),
                index.chunking(),
                documents,
                active.chunks(),
                index,
                building == null
                        ? null
                        : ShownBase.index(building, states.getOrDefault(building.id(), Map.of())),
                base.createdAt().toEpochMilli(),
                base.updatedAt().toEpochMilli());
    }

    private static @Nullable Generation find(
            KnowledgeBase base, List<Generation> live, State state) {
        return live.stream()
                .filter(index -> index.knowledgeBase().equals(base.id()) && index.state() == state)
                .findFirst()
                .orElse(null);
    }
}
