package dev.millrace.router.group;

import dev.millrace.events.ProviderHealth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Who comes first: two are drawn by weight, and the second takes the place of the first when it
 * does better, the more often the better it does. So shares follow the weights while all do alike,
 * and whoever is slow or fails keeps a small share by which it is seen to recover. Pure.
 */
final class Balance {

    /** So much worse is still the same: else shares would follow noise. */
    private static final double ALIKE = 1.25;

    /** Milliseconds that make no difference between two answers. */
    private static final double NOISE = 20;

    /** A provider that fails nearly always counts as so many times slower at most. */
    private static final double MOST_FAILING = 0.95;

    private static final double DEGRADED = 2;

    /**
     * The members in the order in which they are to be asked.
     *
     * @param instead whom the first was preferred to; null when it was simply drawn
     */
    record Order(List<Member> members, @Nullable Member instead) {}

    private record Weighed(Member member, double cost) {

        int weight() {
            return member.deployment().weight();
        }
    }

    private static final Comparator<Weighed> BEST_FIRST =
            Comparator.comparingDouble(Weighed::cost).thenComparingInt(one -> -one.weight());

    private Balance() {}

    static Order of(List<Member> members, SplittableRandom random) {
        if (members.isEmpty()) {
            return new Order(List.of(), null);
        }
        List<Weighed> left = new ArrayList<>(weighed(members));
        Weighed first = draw(left, random);
        Member instead = null;
        if (first != null) {
            left.remove(first);
            Weighed second = draw(left, random);
            if (second != null && prefers(second, first, random)) {
                left.remove(second);
                left.add(first);
                instead = first.member();
                first = second;
            }
        }
        left.sort(BEST_FIRST);
        List<Member> ordered = new ArrayList<>();
        if (first != null) {
            ordered.add(first.member());
        }
        left.forEach(one -> ordered.add(one.member()));
        return new Order(List.copyOf(ordered), instead);
    }

    private static boolean prefers(Weighed second, Weighed first, SplittableRandom random) {
        double worse = first.cost() / second.cost();
        return worse > ALIKE && random.nextDouble() < 1 - 1 / worse;
    }

    private static @Nullable Weighed draw(List<Weighed> from, SplittableRandom random) {
        int sum = from.stream().mapToInt(Weighed::weight).sum();
        if (sum == 0) {
            return null;
        }
        int at = random.nextInt(sum);
        for (Weighed one : from) {
            at -= one.weight();
            if (at < 0) {
                return one;
            }
        }
        throw new AssertionError("a number below the sum lies within one of its parts");
    }

    /** Of whom nothing is known, it is thought that they are like the others. */
    private static List<Weighed> weighed(List<Member> members) {
        double sum = 0;
        int known = 0;
        for (Member member : members) {
            Double millis = member.load().millis();
            if (millis != null) {
                sum += millis;
                known++;
            }
        }
        double usual = known == 0 ? 0 : sum / known;
        return members.stream().map(one -> new Weighed(one, cost(one, usual))).toList();
    }

    private static double cost(Member member, double usual) {
        Double known = member.load().millis();
        double millis = NOISE + (known == null ? usual : known);
        double failing = Math.min(MOST_FAILING, member.load().failing());
        boolean degraded = member.offer().health() == ProviderHealth.DEGRADED;
        return millis / (1 - failing) * (degraded ? DEGRADED : 1);
    }
}
