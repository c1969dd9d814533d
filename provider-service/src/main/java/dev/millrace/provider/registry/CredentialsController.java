package dev.millrace.provider.registry;

import dev.millrace.boot.audit.AuditTrail.Actor;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.form.Form;
import dev.millrace.web.page.Page;
import dev.millrace.web.request.Revision;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api/v1/llm/providers/{id}/credentials}: a new one goes before those there are, which stay
 * valid for the overlap ({@code overlap_seconds}, a day unless said; none when {@code
 * compromised}).
 */
@RestController
@RequestMapping("/api/v1/llm/providers/{provider}/credentials")
final class CredentialsController {

    private static final Pattern CREDENTIAL = Pattern.compile("[\\x21-\\x7e]{1,4096}");
    private static final Duration OVERLAP = Duration.ofDays(1);
    private static final long LONGEST_OVERLAP = Duration.ofDays(30).toSeconds();

    private final ProviderRepository providers;
    private final CredentialRepository credentials;
    private final Registry registry;
    private final Clock clock;

    CredentialsController(
            ProviderRepository providers,
            CredentialRepository credentials,
            Registry registry,
            Clock clock) {
        this.providers = providers;
        this.credentials = credentials;
        this.registry = registry;
        this.clock = clock;
    }

    @GetMapping
    Page<ObjectNode> list(HttpServletRequest request, @PathVariable String provider) {
        Administration.actor(request);
        if (providers.find(provider).isEmpty()) {
            throw ApiException.of(ErrorCode.NOT_FOUND);
        }
        return page(credentials.of(provider));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Page<ObjectNode> rotate(HttpServletRequest request, @PathVariable String provider)
            throws IOException {
        Actor actor = Administration.actor(request);
        Form form = Form.read(request);
        form.only(Set.of("credential", "overlap_seconds", "compromised"));
        String secret = form.text("credential", 4096);
        if (secret == null && !form.has("credential")) {
            form.wrong("credential", ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        form.require(
                secret == null || CREDENTIAL.matcher(secret).matches(),
                "credential",
                "printable ASCII without spaces");
        Long seconds = form.whole("overlap_seconds", 0, LONGEST_OVERLAP);
        boolean compromised = form.flag("compromised", false);
        form.check();
        Duration overlap = seconds == null ? OVERLAP : Duration.ofSeconds(seconds);
        return page(
                registry.rotate(
                        actor,
                        provider,
                        Revision.expected(request),
                        java.util.Objects.requireNonNull(secret),
                        compromised ? Duration.ZERO : overlap));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            HttpServletRequest request, @PathVariable String provider, @PathVariable String id) {
        registry.revoke(Administration.actor(request), provider, id);
    }

    private Page<ObjectNode> page(List<StoredCredential> found) {
        Instant now = clock.instant();
        List<ObjectNode> shown = found.stream().map(each -> ProviderView.of(each, now)).toList();
        return Page.of(shown, Math.max(1, shown.size()), each -> each.path("id").asString());
    }
}
