package dev.millrace.provider.registry;

import dev.millrace.provider.compatible.Abilities.Ability;
import dev.millrace.provider.protocol.Request;
import dev.millrace.provider.registry.ProviderType.DeploymentMode;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.form.Form;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an operator sends to create or replace a provider, checked.
 *
 * @param credential null when none was sent: a replaced provider keeps what it has
 */
record ProviderBody(ProviderSettings settings, boolean active, @Nullable String credential) {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z._-]{1,40}");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{0,1000}");

    /** A credential travels in a header. */
    private static final Pattern CREDENTIAL = Pattern.compile("[\\x21-\\x7e]{1,4096}");

    private static final Pattern SECRET_NAME =
            Pattern.compile("auth|key|token|secret|cookie|password|credential");
    private static final Set<String> HTTP_OWN =
            Set.of(
                    "host",
                    "content-length",
                    "content-type",
                    "connection",
                    "transfer-encoding",
                    "te",
                    "upgrade",
                    "accept",
                    "accept-encoding",
                    "expect");

    private static final Set<String> MEMBERS =
            Set.of(
                    "id",
                    "type",
                    "name",
                    "deployment_mode",
                    "endpoint",
                    "api_version",
                    "headers",
                    "limits",
                    "timeouts",
                    "models",
                    "defaults",
                    "lacks",
                    "fallback",
                    "active",
                    "credential");

    /** What GET shows beside them: it may be sent back as it came. */
    private static final Set<String> SHOWN = Set.copyOf(ProviderView.READ_ONLY);

    /** Decided by the request, never by a default. */
    private static final Set<String> NO_DEFAULT =
            Set.of("model", "messages", "input", "stream", "stream_options");

    private static final List<String> ABILITIES =
            Arrays.stream(Ability.values())
                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                    .toList();

    private static final int LONGEST_DEFAULTS = 8 * 1024;
    private static final long DAYS = 7 * 24 * 3600;

    /**
     * Reads the form.
     *
     * @param id from the path; null when the body has it, or leaves it to the type
     * @param present the provider that is replaced, or null
     */
    static ProviderBody of(Form form, @Nullable String id, @Nullable StoredProvider present) {
        Set<String> known = new java.util.HashSet<>(MEMBERS);
        known.addAll(SHOWN);
        form.only(known);
        ProviderType type = type(form, present);
        String named = id(form, id, type);
        String name = form.text("name", 100);
        DeploymentMode mode = mode(form, type, present);
        String endpoint = endpoint(form, type, mode);
        String version = form.text("api_version", 40);
        form.require(
                version == null || VERSION.matcher(version).matches(),
                "api_version",
                VERSION.pattern());
        headers(form);
        limits(form.part("limits"));
        timeouts(form.part("timeouts"));
        form.texts("models", 500, 200);
        defaults(form);
        for (String each : form.texts("lacks", ABILITIES.size(), 40)) {
            form.require(ABILITIES.contains(each), "lacks", String.join(", ", ABILITIES));
        }
        for (String each : form.texts("fallback", 10, 300)) {
            form.require(each.indexOf('/') > 0, "fallback", "provider/model");
        }
        boolean active = form.flag("active", present == null || present.active());
        String credential = form.text("credential", 4096);
        form.require(
                credential == null || CREDENTIAL.matcher(credential).matches(),
                "credential",
                "printable ASCII without spaces");
        form.check();
        ProviderSettings usual =
                ProviderSettings.usual(named, type, endpoint)
                        .in(mode)
                        .called(name == null ? named : name);
        return new ProviderBody(SettingsJson.read(usual, form.body()), active, credential);
    }

    private static ProviderType type(Form form, @Nullable StoredProvider present) {
        String word = form.text("type", 40);
        if (word == null) {
            if (present != null) {
                return present.settings().type();
            }
            if (!form.has("type")) {
                form.wrong("type", ErrorCode.MISSING_REQUIRED_PARAMETER);
            }
            return ProviderType.OPENAI_COMPATIBLE;
        }
        ProviderType type = ProviderType.of(word).orElse(null);
        boolean kept = present != null && present.settings().type() == type;
        if (type == null || (type.isBuiltIn() && !kept)) {
            form.wrong("type", ErrorCode.INVALID_VALUE, ProviderType.choices());
            return ProviderType.OPENAI_COMPATIBLE;
        }
        return type;
    }

    private static String id(Form form, @Nullable String id, ProviderType type) {
        String sent = form.text("id", 63);
        if (id != null) {
            form.require(sent == null || sent.equals(id), "id", id);
        }
        String named = id != null ? id : sent != null ? sent : type.word();
        form.require(ID.matcher(named).matches(), "id", ID.pattern());
        return named;
    }

    private static DeploymentMode mode(
            Form form, ProviderType type, @Nullable StoredProvider present) {
        String word = form.text("deployment_mode", 20);
        DeploymentMode usual =
                present != null && present.settings().type() == type
                        ? present.settings().mode()
                        : type.usualMode();
        if (word == null) {
            return usual;
        }
        DeploymentMode mode = DeploymentMode.of(word).orElse(null);
        if (mode == null) {
            form.wrong(
                    "deployment_mode",
                    ErrorCode.INVALID_VALUE,
                    Arrays.stream(DeploymentMode.values())
                            .map(DeploymentMode::word)
                            .collect(Collectors.joining(", ")));
            return usual;
        }
        return mode;
    }

    private static String endpoint(Form form, ProviderType type, DeploymentMode mode) {
        String sent = form.text("endpoint", 500);
        if (type.isBuiltIn()) {
            form.require(
                    sent == null || sent.equals(type.usualEndpoint()),
                    "endpoint",
                    type.usualEndpoint());
            return type.usualEndpoint();
        }
        if (sent == null) {
            if (type.usualEndpoint().isEmpty() && !form.has("endpoint")) {
                form.wrong("endpoint", ErrorCode.MISSING_REQUIRED_PARAMETER);
            }
            return type.usualEndpoint();
        }
        String allowed =
                mode == DeploymentMode.CLOUD
                        ? "https://host[:port][/path]"
                        : "http(s)://host[:port][/path]";
        form.require(isAddress(sent, mode != DeploymentMode.CLOUD), "endpoint", allowed);
        return withoutSlash(sent);
    }

    /** A password in an address would be shown with it, and a credential needs a closed line. */
    private static boolean isAddress(String text, boolean open) {
        try {
            URI uri = new URI(text);
            boolean scheme =
                    "https".equals(uri.getScheme()) || (open && "http".equals(uri.getScheme()));
            return scheme
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static String withoutSlash(String address) {
        String bare = address;
        while (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return bare;
    }

    private static void headers(Form form) {
        Form headers = form.part("headers");
        form.require(headers.body().size() <= 20, "headers", "0 – 20 members");
        for (Map.Entry<String, JsonNode> each : headers.body().properties()) {
            String name = each.getKey();
            String lower = name.toLowerCase(Locale.ROOT);
            headers.require(
                    HEADER.matcher(name).matches() && !HTTP_OWN.contains(lower),
                    name,
                    "names of headers that HTTP itself does not set");
            // They are shown to whoever may read providers.
            headers.require(
                    !SECRET_NAME.matcher(lower).find(), name, "credential, which is kept sealed");
            headers.require(
                    each.getValue().isString()
                            && HEADER_VALUE.matcher(each.getValue().stringValue()).matches(),
                    name,
                    "0 – 1000 printable ASCII characters");
        }
    }

    private static void limits(Form limits) {
        limits.only(Set.of("requests_per_minute", "tokens_per_minute", "concurrency"));
        limits.whole("requests_per_minute", 1, 100_000_000);
        limits.whole("tokens_per_minute", 1, 100_000_000_000L);
        limits.whole("concurrency", 1, 100_000);
    }

    private static void timeouts(Form timeouts) {
        timeouts.only(
                Set.of("connect_seconds", "first_token_seconds", "idle_seconds", "total_seconds"));
        timeouts.number("connect_seconds", "0.1", "60");
        timeouts.number("first_token_seconds", "0.1", "3600");
        timeouts.number("idle_seconds", "0.1", "3600");
        timeouts.number("total_seconds", "0.1", Long.toString(DAYS));
    }

    private static void defaults(Form form) {
        Form defaults = form.part("defaults");
        for (String name : defaults.body().propertyNames()) {
            if (NO_DEFAULT.contains(name) || Request.OURS.contains(name)) {
                defaults.wrong(name, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        form.require(
                defaults.body().toString().length() <= LONGEST_DEFAULTS,
                "defaults",
                "0 – " + LONGEST_DEFAULTS + " characters");
    }

    /** Never with the credential. */
    @Override
    public String toString() {
        return "ProviderBody[" + settings.id() + "]";
    }
}
