package dev.millrace.gateway.admission;

import dev.millrace.events.ModelGroupSet;
import dev.millrace.web.token.AllowedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The model groups that can be asked for, as `policies` tells them. Whether a name means one is
 * decided here as the router does; what it comes to is the router's business. Written by the log's
 * thread, read by every request.
 */
public final class Groups {

    private static final String KEYS = "group/";

    /** The tenant whose groups everyone may use. */
    private static final String SHARED = "default";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, Group> groups = new TreeMap<>();
    private volatile List<Group> all = List.of();

    /**
     * A group.
     *
     * @param since seconds since 1970
     */
    public record Group(String name, String tenant, long since, List<Target> targets) {

        static Group of(ModelGroupSet set) {
            List<Target> targets = new ArrayList<>();
            for (JsonNode one : JSON.readTree(set.getDefinition()).path("deployments")) {
                targets.add(
                        new Target(
                                one.path("provider").asString(""), one.path("model").asString("")));
            }
            return new Group(
                    set.getName(),
                    set.getOwner().getTenant(),
                    set.getChangedAt().getEpochSecond(),
                    List.copyOf(targets));
        }

        public boolean isWildcard() {
            return name.indexOf('*') >= 0;
        }

        /** What the star of its name stands for in another name; null when it takes it not. */
        private @Nullable String taken(String asked) {
            int star = name.indexOf('*');
            String before = name.substring(0, star);
            String after = name.substring(star + 1);
            return asked.length() > before.length() + after.length()
                            && asked.startsWith(before)
                            && asked.endsWith(after)
                    ? asked.substring(before.length(), asked.length() - after.length())
                    : null;
        }

        /** Whether a key may ask for it by this name: for the group itself, or for a part of it. */
        public boolean allowedBy(AllowedModels allowed, String asked) {
            String taken = isWildcard() ? taken(asked) : null;
            return allowed.allowsName(name)
                    || allowed.allowsName(asked)
                    || targets.stream()
                            .anyMatch(
                                    one ->
                                            allowed.allows(
                                                    one.provider(),
                                                    taken == null
                                                            ? one.model()
                                                            : one.model().replace("*", taken)));
        }
    }

    /** A deployment. */
    record Target(String provider, String model) {}

    /** A change on `policies`. */
    public synchronized void on(String key, @Nullable SpecificRecord value) {
        if (!key.startsWith(KEYS)) {
            return;
        }
        if (value instanceof ModelGroupSet set) {
            groups.put(key, Group.of(set));
        } else {
            groups.remove(key);
        }
        all = List.copyOf(groups.values());
    }

    /** The group of exactly this name; the tenant's own comes before the shared one. */
    public @Nullable Group named(String tenant, String name) {
        Group shared = null;
        for (Group group : all) {
            if (group.name().equals(name) && !group.isWildcard()) {
                if (group.tenant().equals(tenant)) {
                    return group;
                }
                shared = group.tenant().equals(SHARED) ? group : shared;
            }
        }
        return shared;
    }

    /** The most exact group whose name's star takes this name. */
    public @Nullable Group matching(String tenant, String name) {
        Group best = null;
        for (Group group : all) {
            if (group.isWildcard()
                    && group.taken(name) != null
                    && isVisible(group, tenant)
                    && (best == null || isBefore(group, best, tenant))) {
                best = group;
            }
        }
        return best;
    }

    private static boolean isBefore(Group one, Group other, String tenant) {
        boolean own = one.tenant().equals(tenant);
        return own != other.tenant().equals(tenant)
                ? own
                : one.name().length() > other.name().length();
    }

    /** Those that can be asked for by their name, one of each. */
    public List<Group> visibleTo(String tenant) {
        Map<String, Group> names = new TreeMap<>();
        for (Group group : all) {
            if (!group.isWildcard() && isVisible(group, tenant)) {
                names.merge(
                        group.name(),
                        group,
                        (one, other) -> one.tenant().equals(tenant) ? one : other);
            }
        }
        return List.copyOf(names.values());
    }

    private static boolean isVisible(Group group, String tenant) {
        return group.tenant().equals(SHARED) || group.tenant().equals(tenant);
    }
}
