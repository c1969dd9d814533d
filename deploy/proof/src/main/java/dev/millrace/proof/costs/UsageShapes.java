package dev.millrace.proof.costs;

import dev.millrace.proof.costs.PricedCall.Kind;
import java.util.List;
import java.util.Random;

/** Usage of every shape: nothing, a little, at the bounds of tiers and beyond, cached, written. */
final class UsageShapes {

    /** Bounds of shipped tiers, and what lies beside them. */
    private static final List<Long> BOUNDS =
            List.of(0L, 1L, 32_000L, 32_001L, 128_000L, 128_001L, 256_001L, 272_000L, 272_001L);

    private static final List<String> TIERS =
            List.of("", "", "default", "flex", "priority", "standard");

    private static final int MOST_INPUT = 900_000;
    private static final int MOST_OUTPUT = 60_000;

    private UsageShapes() {}

    /** The same for the same seed. */
    static PricedCall draw(long seed, long call, String provider, String model, Kind kind) {
        if (kind == Kind.REFUSED) {
            return new PricedCall(call, provider, model, kind, 0, 0, 0, 0, 0, "");
        }
        Random random = new Random(seed);
        long input =
                switch (random.nextInt(3)) {
                    case 0 -> BOUNDS.get(random.nextInt(BOUNDS.size()));
                    case 1 -> random.nextInt(5_000);
                    default -> random.nextInt(MOST_INPUT);
                };
        long cached = random.nextInt(3) == 0 ? part(random, input) : 0;
        long written = random.nextInt(4) == 0 ? part(random, input - cached) : 0;
        long output = random.nextInt(10) == 0 ? 0 : random.nextInt(MOST_OUTPUT);
        long reasoning = random.nextInt(3) == 0 ? part(random, output) : 0;
        String tier = TIERS.get(random.nextInt(TIERS.size()));
        return new PricedCall(
                call, provider, model, kind, input, output, cached, written, reasoning, tier);
    }

    private static long part(Random random, long whole) {
        return random.nextLong(whole + 1);
    }
}
