package dev.millrace.router.group;

import dev.millrace.events.CandidateUse;
import dev.millrace.events.Owner;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.form.Form;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A group as JSON: as the API takes and shows it, and as it stands on the log and in the table. */
final class GroupJson {

    /** Members that say what is asked, which a deployment must not change. */
    private static final Set<String> ASKED = Set.of("model", "messages", "input", "stream");

    private static final Set<String> DEPLOYMENT =
            Set.of(
                    "provider",
                    "model",
                    "weight",
                    "requests_per_minute",
                    "tokens_per_minute",
                    "concurrency",
                    "defaults");

    /** The last four are shown and not set: what was read may be sent back. */
    private static final Set<String> GROUP =
            Set.of("name", "deployments", "fallbacks", "id", "object", "revision", "changed_at");

    private static final int MOST_DEPLOYMENTS = 50;
    private static final int MOST_FALLBACKS = 10;
    private static final int LONGEST_NAME = 200;

    /** A provider and its model. */
    private static final int LONGEST_ENTRY = 2 * LONGEST_NAME + 1;

    /** Bytes; defaults travel with each request that is planned by the group. */
    private static final int LARGEST_DEFAULTS = 4_096;

    private static final int HEAVIEST = 1_000;
    private static final long MOST_PER_MINUTE = 1_000_000_000_000L;

    private static final JsonMapper JSON = JsonMapper.shared();

    private GroupJson() {}

    /**
     * Reads what a client sent, each mistake refused by its path.
     *
     * @param name as the address has it; null when the body must say it
     */
    static ModelGroup read(Form body, @Nullable String name, Owner owner) {
        body.only(GROUP);
        String said = name(body, name);
        var _ = body.required("deployments");
        ModelGroup group = group(body, said, owner, 0, Instant.EPOCH, true);
        body.check();
        checkStars(body, group);
        checkTargets(body, group);
        body.check();
        return group;
    }

    private static String name(Form body, @Nullable String name) {
        boolean said = name == null ? body.required("name") : body.has("name");
        String text = said ? body.text("name", LONGEST_NAME) : name;
        if (text == null) {
            return "";
        }
        body.require(GroupName.isValid(text), "name", GroupName.ALLOWED);
        if (name != null) {
            body.require(text.equals(name), "name", name);
        }
        body.require(!text.equals("auto"), "name", "another name than 'auto'");
        return text;
    }

    /** Reads what {@link #text} wrote, perhaps a newer build's: what is unknown is left aside. */
    static ModelGroup parse(
            String definition, String name, Owner owner, long revision, Instant changedAt) {
        Form form = Form.of(definition.getBytes(StandardCharsets.UTF_8));
        ModelGroup group = group(form, name, owner, revision, changedAt, false);
        form.check();
        return group;
    }

    private static ModelGroup group(
            Form body, String name, Owner owner, long revision, Instant changedAt, boolean only) {
        List<Deployment> deployments = new ArrayList<>();
        for (Form one : body.parts("deployments", 1, MOST_DEPLOYMENTS)) {
            deployments.add(deployment(one, only));
        }
        return new ModelGroup(
                name, owner, revision, changedAt, List.copyOf(deployments), fallbacks(body, only));
    }

    private static Deployment deployment(Form one, boolean only) {
        if (only) {
            one.only(DEPLOYMENT);
        }
        Long weight = one.whole("weight", 0, HEAVIEST);
        Long concurrency = one.whole("concurrency", 1, 100_000);
        return new Deployment(
                target(one, "provider"),
                target(one, "model"),
                weight == null ? 1 : weight.intValue(),
                one.whole("requests_per_minute", 1, MOST_PER_MINUTE),
                one.whole("tokens_per_minute", 1, MOST_PER_MINUTE),
                concurrency == null ? null : concurrency.intValue(),
                defaults(one));
    }

    private static String target(Form one, String field) {
        String name = one.required(field) ? one.text(field, LONGEST_NAME) : null;
        if (name == null) {
            return "";
        }
        boolean plain = name.chars().allMatch(c -> c > 0x20 && c != 0x7f);
        one.require(plain, field, "1 – " + LONGEST_NAME + " characters without spaces");
        return name;
    }

    private static String defaults(Form one) {
        Form defaults = one.part("defaults");
        for (String member : defaults.body().propertyNames()) {
            if (ASKED.contains(member)) {
                defaults.wrong(member, ErrorCode.UNSUPPORTED_PARAMETER);
            }
        }
        if (defaults.body().isEmpty()) {
            return "";
        }
        byte[] json = JSON.writeValueAsBytes(defaults.body());
        one.require(
                json.length <= LARGEST_DEFAULTS,
                "defaults",
                "at most " + LARGEST_DEFAULTS + " bytes");
        return new String(json, StandardCharsets.UTF_8);
    }

    private static Fallbacks fallbacks(Form body, boolean only) {
        Form lists = body.part("fallbacks");
        if (only) {
            lists.only(Set.copyOf(Fallbacks.NAMES.values()));
        }
        return new Fallbacks(
                entries(lists, CandidateUse.ON_FAILURE),
                entries(lists, CandidateUse.ON_CONTEXT_OVERFLOW),
                entries(lists, CandidateUse.ON_CONTENT_POLICY));
    }

    private static List<String> entries(Form lists, CandidateUse use) {
        String list = Fallbacks.NAMES.getOrDefault(use, "");
        return List.copyOf(lists.texts(list, MOST_FALLBACKS, LONGEST_ENTRY));
    }

    /** A star stands for what a name's star took: without one there is nothing to take. */
    private static void checkStars(Form body, ModelGroup group) {
        for (int i = 0; i < group.deployments().size(); i++) {
            String model = group.deployments().get(i).model();
            refuseStar(body, group, model, "deployments[" + i + "].model");
        }
        for (CandidateUse use : Fallbacks.USES) {
            List<String> entries = group.fallbacks().of(use);
            for (int i = 0; i < entries.size(); i++) {
                refuseStar(body, group, entries.get(i), entry(use, i));
            }
        }
    }

    /** Where a group has an entry of its fallbacks. */
    static String entry(CandidateUse use, int index) {
        return "fallbacks." + Fallbacks.NAMES.get(use) + "[" + index + "]";
    }

    private static void refuseStar(Form body, ModelGroup group, String name, String where) {
        int star = name.indexOf('*');
        body.require(
                star < 0 || (group.isWildcard() && name.indexOf('*', star + 1) < 0),
                where,
                group.isWildcard() ? "at most one *" : "a name without *");
    }

    private static void checkTargets(Form body, ModelGroup group) {
        Set<String> targets = new HashSet<>();
        int weights = 0;
        for (int i = 0; i < group.deployments().size(); i++) {
            Deployment one = group.deployments().get(i);
            weights += one.weight();
            body.require(
                    targets.add(one.target()),
                    "deployments[" + i + "]",
                    "each model of a provider once");
        }
        body.require(weights > 0, "deployments", "a weight above 0 for one");
    }

    /** What was set, without what is known by other means. */
    static String text(ModelGroup group) {
        return JSON.writeValueAsString(definition(group));
    }

    /** What was set: absent where the usual holds, but for the weight. */
    static ObjectNode definition(ModelGroup group) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode deployments = json.putArray("deployments");
        group.deployments().forEach(one -> deployments.add(shown(one)));
        ObjectNode fallbacks = json.objectNode();
        for (CandidateUse use : Fallbacks.USES) {
            List<String> entries = group.fallbacks().of(use);
            if (!entries.isEmpty()) {
                ArrayNode list = fallbacks.putArray(Fallbacks.NAMES.getOrDefault(use, ""));
                entries.forEach(list::add);
            }
        }
        if (!fallbacks.isEmpty()) {
            json.set("fallbacks", fallbacks);
        }
        return json;
    }

    private static ObjectNode shown(Deployment one) {
        ObjectNode json = JSON.createObjectNode();
        json.put("provider", one.provider()).put("model", one.model()).put("weight", one.weight());
        if (one.requestsPerMinute() != null) {
            json.put("requests_per_minute", one.requestsPerMinute());
        }
        if (one.tokensPerMinute() != null) {
            json.put("tokens_per_minute", one.tokensPerMinute());
        }
        if (one.concurrency() != null) {
            json.put("concurrency", one.concurrency());
        }
        if (!one.defaults().isEmpty()) {
            JsonNode defaults = JSON.readTree(one.defaults());
            json.set("defaults", defaults);
        }
        return json;
    }

    /** As the API shows it. */
    static ObjectNode shown(ModelGroup group) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", group.name()).put("object", "model_group").put("name", group.name());
        json.setAll(definition(group));
        json.put("revision", group.revision());
        json.put("changed_at", group.changedAt().getEpochSecond());
        return json;
    }
}
