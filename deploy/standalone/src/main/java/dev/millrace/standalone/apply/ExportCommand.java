package dev.millrace.standalone.apply;

import dev.millrace.standalone.Logs;
import dev.millrace.standalone.product.Product;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code millrace export}. */
@Command(
        name = "export",
        description = "Print the providers and model groups as a file for apply, without secrets.",
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> TELLING =
            Set.of("auth", "key", "token", "secret", "cookie", "password", "credential");

    @Mixin private ProductOptions options = new ProductOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Logs.quiet();
        ObjectNode root = JSON.createObjectNode();
        try (Product product = options.product()) {
            ArrayNode providers = root.putArray(Manifest.PROVIDERS);
            ProviderSteps.present(product)
                    .forEach(
                            (id, provider) -> {
                                if (ProviderSteps.isOwn(provider)) {
                                    providers.add(exported(id, provider));
                                }
                            });
            ArrayNode groups = root.putArray(Manifest.GROUPS);
            GroupSteps.present(product).values().forEach(groups::add);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("# For ./millrace apply. Secrets are not in it: set the variables it names.");
        out.print(YamlText.write(root));
        out.flush();
        return 0;
    }

    private static ObjectNode exported(String id, ObjectNode shown) {
        ObjectNode provider = JSON.createObjectNode().put("id", id);
        for (String member : ProviderSteps.MEMBERS) {
            JsonNode value = shown.path(member).deepCopy();
            if (ProviderSteps.MERGED.contains(member) && value instanceof ObjectNode parts) {
                parts.removeIf(JsonNode::isNull);
            }
            boolean nothing = value.isContainer() && value.isEmpty();
            if (!value.isMissingNode() && !value.isNull() && !nothing) {
                provider.set(member, value);
            }
        }
        if (provider.path("headers") instanceof ObjectNode headers) {
            for (String name : List.copyOf(headers.propertyNames())) {
                if (Secrets.isMasked(headers.path(name).asString("")) || isTelling(name)) {
                    headers.put(name, Secrets.placeholder(id, name));
                }
            }
        }
        if (!shown.path("credentials").isEmpty()) {
            provider.put("credential", Secrets.placeholder(id, "credential"));
        }
        return provider;
    }

    private static boolean isTelling(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return TELLING.stream().anyMatch(name::contains);
    }
}
