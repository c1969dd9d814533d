package dev.millrace.router.group;

import dev.millrace.events.CandidateUse;
import dev.millrace.events.ProviderHealth;
import dev.millrace.router.catalog.Catalog;
import dev.millrace.router.catalog.Offer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns a group into those who may serve one request. A function of the request, the groups, the
 * catalog and how the deployments have done lately; what is drawn follows from the request's id.
 */
public final class Choosing {

    /** Of each use: more would only make records larger. */
    private static final int MOST = 16;

    /**
     * What a group comes to.
     *
     * @param choices in the order of the plan; none when nobody is offered
     * @param barred true when only the key stands against those who are offered
     */
    public record Chosen(
            ModelGroup group, List<Choice> choices, List<String> reasons, boolean barred) {}

    private final Asked asked;
    private final GroupSet groups;
    private final Catalog catalog;
    private final Function<Offer, Load> loads;
    private final List<String> reasons = new ArrayList<>();
    private boolean byName;
    private int barred;

    private Choosing(Asked asked, GroupSet groups, Catalog catalog, Function<Offer, Load> loads) {
        this.asked = asked;
        this.groups = groups;
        this.catalog = catalog;
        this.loads = loads;
    }

    /**
     * Chooses.
     *
     * @param taken what the star of the group's name stands for; null when it has none
     */
    public static Chosen of(
            Asked asked,
            ModelGroup group,
            @Nullable String taken,
            GroupSet groups,
            Catalog catalog,
            Function<Offer, Load> loads) {
        return new Choosing(asked, groups, catalog, loads).choose(group, taken);
    }

    private Chosen choose(ModelGroup group, @Nullable String taken) {
        byName = asked.mayUse(group);
        reasons.add(
                "The model group '"
                        + group.name()
                        + "' has "
                        + count(group.deployments().size(), "deployment")
                        + (taken == null ? "." : "; its star stands for '" + taken + "'."));
        List<Choice> inTurn = new ArrayList<>(primaries(group, taken, CandidateUse.ALWAYS, ""));
        List<Choice> choices = new ArrayList<>();
        for (CandidateUse use : Fallbacks.USES) {
            List<Choice> fallbacks = fallbacks(group, taken, use);
            if (use == CandidateUse.ON_FAILURE) {
                inTurn.addAll(fallbacks);
                choices.addAll(ordered(inTurn));
            } else if (!choices.isEmpty()) {
                choices.addAll(ordered(fallbacks));
            }
        }
        if (barred > 0) {
            reasons.add("Left out " + barred + " that the key may not use.");
        }
        return new Chosen(group, List.copyOf(choices), List.copyOf(reasons), barred > 0);
    }

    /** Each model of a provider once; the unfit and then the unreachable last. */
    private List<Choice> ordered(List<Choice> choices) {
        Set<String> names = new HashSet<>();
        return choices.stream()
                .sorted(Comparator.comparingInt(one -> doubt(one.offer())))
                .filter(one -> names.add(one.offer().name()))
                .limit(MOST)
                .toList();
    }

    private int doubt(Offer offer) {
        return offer.health() == ProviderHealth.DOWN ? 2 : offer.mayDo(asked.needs()) ? 0 : 1;
    }

    private List<Choice> primaries(
            ModelGroup group, @Nullable String taken, CandidateUse use, String listed) {
        List<Member> fit = new ArrayList<>();
        List<Member> doubtful = new ArrayList<>();
        for (Deployment deployment : group.deployments()) {
            String model = GroupName.filled(deployment.model(), taken);
            Offer offer = offer(deployment.provider() + "/" + model);
            if (offer != null) {
                Member member = new Member(deployment, offer, loads.apply(offer));
                (doubt(offer) == 0 ? fit : doubtful).add(member);
            }
        }
        SplittableRandom random = new SplittableRandom(seed(asked.requestId() + group.fullName()));
        Balance.Order balanced = Balance.of(fit, random);
        int weights = fit.stream().mapToInt(one -> one.deployment().weight()).sum();
        List<Choice> choices = new ArrayList<>();
        for (Member member : balanced.members()) {
            String why = choices.isEmpty() ? first(member, balanced, weights) : "stands in";
            choices.add(choice(group, member, use, listed + why));
        }
        for (Member member : Balance.of(doubtful, random).members()) {
            choices.add(choice(group, member, use, listed + "stands in"));
        }
        return choices;
    }

    private static String first(Member member, Balance.Order order, int weights) {
        int weight = member.deployment().weight();
        Member instead = order.instead();
        return instead != null
                ? "preferred to " + instead.offer().name() + ", which is slower or fails more"
                : weight == 0
                        ? "stands in for those with a weight"
                        : "drawn by weight, " + weight + " of " + weights;
    }

    private List<Choice> fallbacks(ModelGroup group, @Nullable String taken, CandidateUse use) {
        List<Choice> found = new ArrayList<>();
        addFallbacks(group, taken, use, found, new HashSet<>(Set.of(group.fullName())));
        return found;
    }

    private void addFallbacks(
            ModelGroup group,
            @Nullable String taken,
            CandidateUse use,
            List<Choice> found,
            Set<String> seen) {
        String listed = after(use) + ", by group '" + group.name() + "'";
        for (String entry : group.fallbacks().of(use)) {
            String name = GroupName.filled(entry, taken);
            ModelGroup next = groups.named(asked.tenant(), name);
            if (next == null) {
                Offer offer = offer(name);
                if (offer != null) {
                    found.add(new Choice(offer, use, null, null, described(listed, offer)));
                }
            } else if (seen.add(next.fullName())) {
                found.addAll(primaries(next, null, use, listed + ": of '" + next.name() + "', "));
                addFallbacks(next, null, use, found, seen);
            }
        }
    }

    private static String after(CandidateUse use) {
        return switch (use) {
            case ALWAYS -> "in its turn";
            case ON_FAILURE -> "after a failure";
            case ON_CONTEXT_OVERFLOW -> "when the context is too long";
            case ON_CONTENT_POLICY -> "when a content policy refuses";
        };
    }

    /** The offer of this qualified name, when it can serve and the key allows it. */
    private @Nullable Offer offer(String name) {
        Offer offer =
                catalog.byName().getOrDefault(name, List.of()).stream()
                        .filter(asked::canUse)
                        .findFirst()
                        .orElse(null);
        if (offer == null) {
            reasons.add("Left out " + name + ": nobody offers it for this at present.");
            return null;
        }
        if (!byName && !asked.models().allows(offer.provider(), offer.model())) {
            barred++;
            return null;
        }
        return offer;
    }

    private Choice choice(ModelGroup group, Member member, CandidateUse use, String why) {
        return new Choice(
                member.offer(), use, group, member.deployment(), described(why, member.offer()));
    }

    private String described(String why, Offer offer) {
        List<String> parts = new ArrayList<>(List.of(why));
        switch (offer.health()) {
            case HEALTHY -> {}
            case DEGRADED -> parts.add("provider degraded");
            case DOWN -> parts.add("provider down");
        }
        if (!offer.mayDo(asked.needs())) {
            parts.add("does not announce what is needed");
        }
        return String.join("; ", parts);
    }

    private static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** Ids of one moment differ in few bits: the generator spreads what the hash keeps apart. */
    private static long seed(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
