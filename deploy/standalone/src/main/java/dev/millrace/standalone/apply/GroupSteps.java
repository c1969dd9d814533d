package dev.millrace.standalone.apply;

import dev.millrace.standalone.product.Product;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What turns the model groups that are there into those of the file: all of them at once. */
final class GroupSteps {

    static final String PATH = "/api/v1/routing/models";
    private static final String LIST = PATH + "?kind=group&limit=1000";
    private static final List<String> MEMBERS = List.of("name", "deployments", "fallbacks");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GroupSteps() {}

    static Map<String, ObjectNode> present(Product product) {
        Map<String, ObjectNode> present = new LinkedHashMap<>();
        Pages.read(product, LIST).items().forEach((name, one) -> present.put(name, set(one)));
        return present;
    }

    /** Of what the product shows, what was set. */
    private static ObjectNode set(ObjectNode shown) {
        ObjectNode set = JSON.createObjectNode();
        for (String member : MEMBERS) {
            JsonNode value = shown.path(member);
            if (!value.isMissingNode() && !value.isNull()) {
                set.set(member, value);
            }
        }
        return set;
    }

    static List<Step> of(Product product, Map<String, ObjectNode> wanted, boolean prune) {
        Pages pages = Pages.read(product, LIST);
        List<Step> steps = new ArrayList<>();
        ObjectNode all = JSON.createObjectNode();
        ArrayNode data = all.putArray("data");
        Runnable once =
                () ->
                        product.done(
                                "PUT", PATH, all, Map.<String, String>of("If-Match", pages.tag()));
        wanted.forEach(
                (name, group) -> {
                    data.add(group);
                    ObjectNode shown = pages.items().get(name);
                    ObjectNode before = shown == null ? JSON.createObjectNode() : set(shown);
                    List<String> lines = Difference.lines(before, weighed(group));
                    if (!lines.isEmpty()) {
                        String verb = shown == null ? "create" : "change";
                        steps.add(
                                new Step(
                                        verb + " model group " + name,
                                        shown == null ? withoutName(lines) : lines,
                                        steps.isEmpty() ? once : Step.WITH_ANOTHER));
                    }
                });
        pages.items()
                .forEach(
                        (name, group) -> {
                            if (wanted.containsKey(name)) {
                                return;
                            }
                            if (!prune) {
                                data.add(set(group));
                                return;
                            }
                            steps.add(
                                    new Step(
                                            "delete model group " + name,
                                            List.of(),
                                            steps.isEmpty() ? once : Step.WITH_ANOTHER));
                        });
        return steps;
    }

    private static List<String> withoutName(List<String> lines) {
        return lines.stream().filter(line -> !line.startsWith("name: ")).toList();
    }

    /** As the product shows it: a deployment of which nothing is said weighs 1. */
    private static ObjectNode weighed(ObjectNode group) {
        ObjectNode copy = group.deepCopy();
        for (JsonNode deployment : copy.path("deployments")) {
            if (deployment instanceof ObjectNode one && one.path("weight").isMissingNode()) {
                one.put("weight", 1);
            }
        }
        return copy;
    }
}
