package dev.millrace.provider.registry;

import dev.millrace.boot.audit.AuditTrail.Actor;
import dev.millrace.provider.credential.Vault;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.form.Form;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import dev.millrace.web.request.Revision;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api/v1/llm/providers}. A change says with {@code If-Match} which version it is meant for;
 * without it only switching and deleting are taken.
 */
@RestController
@RequestMapping("/api/v1/llm/providers")
final class ProvidersController {

    private static final String PATH = "/api/v1/llm/providers";
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final ProviderRepository providers;
    private final CredentialRepository credentials;
    private final Registry registry;
    private final ProviderTrial trial;
    private final Vault vault;
    private final Clock clock;

    ProvidersController(
            ProviderRepository providers,
            CredentialRepository credentials,
            Registry registry,
            Adapters adapters,
            Vault vault,
            Clock clock) {
        this.providers = providers;
        this.credentials = credentials;
        this.registry = registry;
        this.trial = new ProviderTrial(adapters, credentials, vault, clock);
        this.vault = vault;
        this.clock = clock;
    }

    @GetMapping
    Page<ObjectNode> list(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(defaultValue = "") String after) {
        Caller caller = Caller.of(request);
        int size = PageCursor.limit(limit, USUAL, MOST);
        List<ObjectNode> found =
                providers.after(after, size + 1).stream().map(each -> shown(each, caller)).toList();
        return Page.of(found, size, each -> each.path("id").asString());
    }

    @PostMapping
    ResponseEntity<ObjectNode> create(HttpServletRequest request) throws IOException {
        Actor actor = Administration.actor(request);
        ProviderBody body = ProviderBody.of(Form.read(request), null, null);
        return created(registry.create(actor, body));
    }

    @GetMapping("/{id}")
    ResponseEntity<ObjectNode> get(HttpServletRequest request, @PathVariable String id) {
        StoredProvider provider = find(id);
        return ResponseEntity.ok()
                .eTag(Revision.tag(provider.revision()))
                .body(shown(provider, Caller.of(request)));
    }

    /** Replaces a provider, or makes it when there is none and nobody says there is. */
    @PutMapping("/{id}")
    ResponseEntity<ObjectNode> put(HttpServletRequest request, @PathVariable String id)
            throws IOException {
        Actor actor = Administration.actor(request);
        StoredProvider present = providers.find(id).orElse(null);
        ProviderBody body = ProviderBody.of(Form.read(request), id, present);
        if (present == null) {
            if (request.getHeader("If-Match") != null) {
                throw ApiException.of(ErrorCode.PRECONDITION_FAILED);
            }
            return created(registry.create(actor, body));
        }
        Long revision = Revision.required(request);
        return changed(
                registry.replace(actor, revision == null ? present.revision() : revision, body));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(HttpServletRequest request, @PathVariable String id) {
        Actor actor = Administration.actor(request);
        registry.delete(actor, id, Revision.expected(request));
    }

    @PostMapping("/{id}/activate")
    ResponseEntity<ObjectNode> activate(HttpServletRequest request, @PathVariable String id) {
        return switched(request, id, true);
    }

    @PostMapping("/{id}/deactivate")
    ResponseEntity<ObjectNode> deactivate(HttpServletRequest request, @PathVariable String id) {
        return switched(request, id, false);
    }

    private ResponseEntity<ObjectNode> switched(
            HttpServletRequest request, String id, boolean active) {
        Actor actor = Administration.actor(request);
        Long revision = Revision.expected(request);
        return changed(registry.activate(actor, id, revision, active));
    }

    /** Calls the provider now, whether it is active or not, and says what came of it. */
    @PostMapping("/{id}/test")
    ObjectNode test(
            HttpServletRequest request,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String model)
            throws InterruptedException {
        Administration.actor(request);
        return trial.of(find(id), model);
    }

    private StoredProvider find(String id) {
        return providers.find(id).orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND));
    }

    private ResponseEntity<ObjectNode> created(StoredProvider provider) {
        return ResponseEntity.created(URI.create(PATH + "/" + provider.id()))
                .eTag(Revision.tag(provider.revision()))
                .body(full(provider));
    }

    private ResponseEntity<ObjectNode> changed(StoredProvider provider) {
        return ResponseEntity.ok().eTag(Revision.tag(provider.revision())).body(full(provider));
    }

    private ObjectNode shown(StoredProvider provider, Caller caller) {
        return caller.runsHouse() ? full(provider) : ProviderView.brief(provider);
    }

    private ObjectNode full(StoredProvider provider) {
        Instant now = clock.instant();
        List<StoredCredential> sealed = credentials.of(provider.id());
        List<StoredCredential> valid = sealed.stream().filter(each -> each.isValid(now)).toList();
        boolean locked =
                !valid.isEmpty()
                        && valid.stream()
                                .allMatch(
                                        each ->
                                                vault.open(provider.id(), each.id(), each.sealed())
                                                        .isEmpty());
        return ProviderView.full(provider, sealed, locked, now);
    }
}
