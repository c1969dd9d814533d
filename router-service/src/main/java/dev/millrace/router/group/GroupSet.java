package dev.millrace.router.group;

import dev.millrace.events.CandidateUse;
import dev.millrace.router.catalog.Offer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every group at one moment; immutable. A tenant's own come before those of all. */
public final class GroupSet {

    /** The more a name says besides its star, the more exactly it is meant. */
    private static final Comparator<ModelGroup> EXACTNESS =
            Comparator.<ModelGroup>comparingInt(group -> -group.name().length())
                    .thenComparing(ModelGroup::name);

    public static final GroupSet EMPTY = new GroupSet(List.of());

    private final List<ModelGroup> all;
    private final Map<String, Map<String, ModelGroup>> byTenant = new HashMap<>();
    private final List<ModelGroup> wildcards;

    GroupSet(Collection<ModelGroup> groups) {
        all = groups.stream().sorted(Comparator.comparing(ModelGroup::fullName)).toList();
        for (ModelGroup group : all) {
            if (!group.isWildcard()) {
                byTenant.computeIfAbsent(group.tenant(), _ -> new HashMap<>())
                        .put(group.name(), group);
            }
        }
        wildcards = all.stream().filter(ModelGroup::isWildcard).sorted(EXACTNESS).toList();
    }

    /** A group whose name has a star, and what it stands for. */
    public record Match(ModelGroup group, String taken) {}

    /** The group of exactly this name. */
    public @Nullable ModelGroup named(String tenant, String name) {
        ModelGroup own = byTenant.getOrDefault(tenant, Map.of()).get(name);
        return own != null ? own : byTenant.getOrDefault(Offer.SHARED, Map.of()).get(name);
    }

    /** The most exact of the groups with a star that take this name. */
    public @Nullable Match matching(String tenant, String name) {
        Match shared = null;
        for (ModelGroup group : wildcards) {
            String taken = group.visibleTo(tenant) ? GroupName.taken(group.name(), name) : null;
            if (taken != null && group.tenant().equals(tenant)) {
                return new Match(group, taken);
            }
            if (taken != null && shared == null) {
                shared = new Match(group, taken);
            }
        }
        return shared;
    }

    /** Those a tenant's requests may find, one of each name. */
    public List<ModelGroup> visibleTo(String tenant) {
        Map<String, ModelGroup> byName = new HashMap<>();
        for (ModelGroup group : all) {
            if (group.visibleTo(tenant)
                    && (group.tenant().equals(tenant) || !byName.containsKey(group.name()))) {
                byName.put(group.name(), group);
            }
        }
        return byName.values().stream().sorted(Comparator.comparing(ModelGroup::name)).toList();
    }

    /**
     * The way on which a fallback of the group comes back to it; empty when none does. Lists of
     * different kinds do not lead into each other.
     */
    List<String> cycle(ModelGroup group, CandidateUse use) {
        List<String> way = new ArrayList<>(List.of(group.name()));
        return leadsBack(group, group, use, way, new ArrayList<>()) ? way : List.of();
    }

    private boolean leadsBack(
            ModelGroup from,
            ModelGroup to,
            CandidateUse use,
            List<String> way,
            List<ModelGroup> seen) {
        for (String entry : from.fallbacks().of(use)) {
            ModelGroup next = named(to.tenant(), entry);
            if (next == null || seen.contains(next)) {
                continue;
            }
            seen.add(next);
            way.add(entry);
            if (next.fullName().equals(to.fullName()) || leadsBack(next, to, use, way, seen)) {
                return true;
            }
            way.removeLast();
        }
        return false;
    }
}
