package dev.millrace.router.group;

import dev.millrace.router.catalog.Catalog;
import dev.millrace.router.catalog.Offer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the group that a name means, and what it comes to. */
public record Grouping(Supplier<GroupSet> groups, Function<Offer, Load> loads) {

    /** By the group of exactly the name asked for; null when there is none. */
    public Choosing.@Nullable Chosen exact(Asked asked, Catalog catalog) {
        GroupSet known = groups.get();
        ModelGroup group = known.named(asked.tenant(), asked.model());
        return group == null ? null : Choosing.of(asked, group, null, known, catalog, loads);
    }

    /** By a group whose name has a star; null when none takes the name. */
    public Choosing.@Nullable Chosen wildcard(Asked asked, Catalog catalog) {
        GroupSet known = groups.get();
        GroupSet.Match match = known.matching(asked.tenant(), asked.model());
        return match == null
                ? null
                : Choosing.of(asked, match.group(), match.taken(), known, catalog, loads);
    }
}
