package dev.millrace.provider.catalog;

import dev.millrace.provider.catalog.CatalogRepository.StoredModel;
import dev.millrace.provider.catalog.OverrideRepository.StoredOverride;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import dev.millrace.web.request.JsonBody;
import dev.millrace.web.request.Revision;
import dev.millrace.web.token.AllowedModels;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /api/v1/llm/models}: what the providers offer, and what operators say of it. Names of
 * models hold slashes: in a path they stand as they are; what no path can carry goes into {@code
 * ?id=provider/model}.
 */
@RestController
class ModelsController {

    private static final String PATH = "/api/v1/llm/models";
    private static final String ONE = PATH + "/{provider}/{*name}";
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int AT_ONCE = 500;

    private static final int LARGEST = 64 * 1024;

    private final CatalogRepository repository;
    private final OverrideRepository said;
    private final Overrides overrides;
    private final KnownModels known;
    private final Clock clock;

    ModelsController(
            CatalogRepository repository,
            OverrideRepository said,
            Overrides overrides,
            KnownModels known,
            Clock clock) {
        this.repository = repository;
        this.said = said;
        this.overrides = overrides;
        this.known = known;
        this.clock = clock;
    }

    /**
     * Sorted by provider and name, what the caller's key may use; what is not offered is shown to
     * those alone who run the house.
     */
    @GetMapping(value = PATH, params = "!id")
    Page<ModelView> models(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String provider,
            @RequestParam(required = false) @Nullable String capability,
            @RequestParam(required = false) @Nullable String operation,
            @RequestParam(required = false) @Nullable String priced) {
        int size = PageCursor.limit(limit, USUAL, MOST);
        ModelFilter filter =
                ModelFilter.of(provider, capability, operation, priced, Caller.of(request));
        ModelId from = ModelId.after(after);
        List<ModelView> found = new ArrayList<>();
        while (found.size() <= size) {
            List<StoredModel> next = repository.models(from.provider(), from.name(), AT_ONCE);
            next.stream()
                    .filter(filter::takes)
                    .limit(size + 1L - found.size())
                    .map(this::view)
                    .forEach(found::add);
            if (next.size() < AT_ONCE) {
                break;
            }
            Model last = next.getLast().base();
            from = new ModelId(last.provider(), last.name());
        }
        return Page.of(found, size, ModelView::id);
    }

    @GetMapping(ONE)
    ResponseEntity<ModelView> byPath(
            HttpServletRequest request, @PathVariable String provider, @PathVariable String name) {
        return get(request, ModelId.ofPath(provider, name));
    }

    @GetMapping(value = PATH, params = "id")
    ResponseEntity<ModelView> byId(HttpServletRequest request, @RequestParam String id) {
        return get(request, ModelId.of(id));
    }

    @PutMapping(ONE)
    ResponseEntity<ModelView> setByPath(
            HttpServletRequest request, @PathVariable String provider, @PathVariable String name)
            throws IOException {
        return set(request, ModelId.ofPath(provider, name));
    }

    @PutMapping(PATH)
    ResponseEntity<ModelView> setById(HttpServletRequest request, @RequestParam String id)
            throws IOException {
        return set(request, ModelId.of(id));
    }

    @DeleteMapping(ONE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeByPath(
            HttpServletRequest request, @PathVariable String provider, @PathVariable String name) {
        remove(request, ModelId.ofPath(provider, name));
    }

    @DeleteMapping(PATH)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeById(HttpServletRequest request, @RequestParam String id) {
        remove(request, ModelId.of(id));
    }

    private ResponseEntity<ModelView> get(HttpServletRequest request, ModelId id) {
        Caller caller = Caller.of(request);
        AllowedModels allowed = ModelFilter.allowed(caller);
        return shown(
                repository
                        .model(id.provider(), id.name())
                        .or(() -> waiting(id))
                        .filter(stored -> caller.runsHouse() || stored.offered())
                        .filter(_ -> allowed.allows(id.provider(), id.name()))
                        .orElseThrow(() -> notFound(id)));
    }

    private ResponseEntity<ModelView> set(HttpServletRequest request, ModelId id)
            throws IOException {
        overrides.set(
                admin(request),
                id.provider(),
                id.name(),
                OverrideRules.read(JsonBody.read(request, LARGEST)),
                Revision.expected(request));
        return get(request, id);
    }

    private void remove(HttpServletRequest request, ModelId id) {
        overrides.remove(admin(request), id.provider(), id.name(), Revision.expected(request));
    }

    /** Something is said of it, but its provider does not list it, and nobody wants it offered. */
    private Optional<StoredModel> waiting(ModelId id) {
        StoredOverride stored = said.find(id.provider(), id.name());
        if (stored.override() == null) {
            return Optional.empty();
        }
        Model base = known.describe(overrides.origin(id.provider()), id.name());
        return Optional.of(
                new StoredModel(
                        base == null ? Model.unknown(id) : base,
                        clock.instant(),
                        false,
                        stored.override(),
                        stored.revision()));
    }

    private ResponseEntity<ModelView> shown(StoredModel stored) {
        return ResponseEntity.ok().eTag(Revision.tag(stored.revision())).body(view(stored));
    }

    private ModelView view(StoredModel stored) {
        return ModelView.of(
                stored,
                known.evidence(overrides.origin(stored.base().provider())),
                clock.instant());
    }

    private static Caller admin(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (!caller.runsHouse()) {
            throw ApiException.of(ErrorCode.FORBIDDEN);
        }
        return caller;
    }

    private static ApiException notFound(ModelId id) {
        return ApiException.of(ErrorCode.MODEL_NOT_FOUND, id.toString());
    }
}
