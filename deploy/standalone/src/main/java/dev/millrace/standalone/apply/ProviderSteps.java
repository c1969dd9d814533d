package dev.millrace.standalone.apply;

import dev.millrace.standalone.Refusal;
import dev.millrace.standalone.product.Product;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What turns the providers that are there into those of the file. A member that the file does not
 * name stays as it is; of limits and timeouts this holds for each.
 */
final class ProviderSteps {

    static final String PATH = "/api/v1/llm/providers";
    static final List<String> MEMBERS =
            List.of(
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
                    "active");

    /** Members of which each part is set by itself. */
    static final Set<String> MERGED = Set.of("limits", "timeouts");

    private static final String LIST = PATH + "?limit=200";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Product product;
    private final Secrets secrets;

    ProviderSteps(Product product, Secrets secrets) {
        this.product = product;
        this.secrets = secrets;
    }

    static Map<String, ObjectNode> present(Product product) {
        return Pages.read(product, LIST).items();
    }

    /** Whether it is the operator's own, and not what the environment or the product brought. */
    static boolean isOwn(JsonNode provider) {
        return Set.of("api", "edited").contains(provider.path("source").asString(""));
    }

    List<Step> set(Map<String, ObjectNode> wanted) {
        Map<String, ObjectNode> present = present(product);
        List<Step> steps = new ArrayList<>();
        wanted.forEach(
                (id, provider) -> {
                    Step step = step(id, provider, present.get(id));
                    if (step != null) {
                        steps.add(step);
                    }
                });
        return steps;
    }

    List<Step> prune(Set<String> wanted) {
        List<Step> steps = new ArrayList<>();
        present(product)
                .forEach(
                        (id, provider) -> {
                            if (isOwn(provider) && !wanted.contains(id)) {
                                steps.add(
                                        new Step(
                                                "delete provider " + id,
                                                List.of(),
                                                () -> delete(id)));
                            }
                        });
        return steps;
    }

    private @Nullable Step step(String id, ObjectNode asked, @Nullable ObjectNode present) {
        ObjectNode wanted = resolved(id, asked);
        String credential = credential(id, wanted);
        ObjectNode before = present == null ? JSON.createObjectNode() : writable(present);
        ObjectNode after = merged(before, wanted);
        List<String> lines =
                new ArrayList<>(Difference.lines(hidden(before, after), hidden(after, after)));
        boolean rotated = credential != null && !isKnown(credential, present);
        if (rotated) {
            lines.add("credential: " + Secrets.HIDDEN);
        }
        if (present == null) {
            ObjectNode body = JSON.createObjectNode().put("id", id);
            body.setAll(after);
            sealed(body, credential);
            return new Step("create provider " + id, lines, () -> product.done("POST", PATH, body));
        }
        if (lines.isEmpty()) {
            return null;
        }
        sealed(after, rotated ? credential : null);
        String revision = '"' + present.path("revision").asString("") + '"';
        return new Step(
                "change provider " + id,
                lines,
                () -> product.done("PUT", path(id), after, Map.of("If-Match", revision)));
    }

    private static void sealed(ObjectNode body, @Nullable String credential) {
        if (credential != null) {
            body.put("credential", credential);
        }
    }

    /** With the values of its headers. */
    private ObjectNode resolved(String id, ObjectNode asked) {
        ObjectNode copy = asked.deepCopy();
        copy.remove("id");
        if (copy.path("headers") instanceof ObjectNode headers) {
            for (String name : List.copyOf(headers.propertyNames())) {
                String text = headers.path(name).asString("");
                headers.put(name, secrets.resolve(text, "header " + name + " of provider " + id));
            }
        }
        return copy;
    }

    private @Nullable String credential(String id, ObjectNode wanted) {
        JsonNode credential = wanted.remove("credential");
        if (credential == null || credential.isNull()) {
            return null;
        }
        String text = credential.asString("");
        if (!Secrets.isReference(text)) {
            throw new Refusal(
                    "The credential of provider %s stands in the file: say env:NAME or file:PATH"
                            .formatted(id));
        }
        return secrets.resolve(text, "credential of provider " + id);
    }

    private static boolean isKnown(String credential, @Nullable ObjectNode present) {
        if (present != null) {
            for (JsonNode one : present.path("credentials")) {
                if (Secrets.fits(one.path("masked").asString(""), credential)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static ObjectNode writable(ObjectNode shown) {
        ObjectNode set = JSON.createObjectNode();
        for (String member : MEMBERS) {
            JsonNode value = shown.path(member);
            if (!value.isMissingNode() && !value.isNull()) {
                set.set(member, value);
            }
        }
        return set;
    }

    private static ObjectNode merged(ObjectNode before, ObjectNode wanted) {
        ObjectNode after = before.deepCopy();
        wanted.properties()
                .forEach(
                        one -> {
                            if (MERGED.contains(one.getKey())
                                    && after.path(one.getKey()) instanceof ObjectNode known
                                    && one.getValue() instanceof ObjectNode said) {
                                known.setAll(said);
                            } else {
                                after.set(one.getKey(), one.getValue());
                            }
                        });
        return after;
    }

    /**
     * With nothing of the values of headers in it: those that can be the same are shown the same.
     *
     * @param after what is wanted
     */
    private static ObjectNode hidden(ObjectNode tree, ObjectNode after) {
        ObjectNode copy = tree.deepCopy();
        if (copy.path("headers") instanceof ObjectNode headers) {
            for (String name : List.copyOf(headers.propertyNames())) {
                String value = headers.path(name).asString("");
                String wanted = after.path("headers").path(name).asString("");
                boolean same = Secrets.fits(value, wanted);
                headers.put(name, same ? Secrets.HIDDEN : "(another secret)");
            }
        }
        return copy;
    }

    /** One that is active is switched off first: the product keeps active ones from deletion. */
    private void delete(String id) {
        Product.Answer present = product.done("GET", path(id), null, Map.of());
        if (present.body().path("active").asBoolean(false)
                && present.body() instanceof ObjectNode shown) {
            ObjectNode off = writable(shown).put("active", false);
            present = product.done("PUT", path(id), off, Map.of("If-Match", present.tag()));
        }
        product.done("DELETE", path(id), null, Map.of("If-Match", present.tag()));
    }

    private static String path(String id) {
        return PATH + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
