package dev.millrace.proof.secrets;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The credentials that are set up.
 *
 * @param rotated of the same provider as {@code first}, and newer
 * @param wrong newer still, and accepted by nobody
 * @param stray the only one of a provider, and accepted by nobody
 * @param nowhere of a provider at whose address nobody is
 * @param misplaced sent in the wrong places
 */
record Keys(
        Secret environment,
        Secret first,
        Secret rotated,
        Secret wrong,
        Secret azure,
        Secret claude,
        Secret stray,
        Secret nowhere,
        Secret unknown,
        List<Secret> misplaced) {

    static Keys of(Random random, int misplaced) {
        return new Keys(
                Secret.of("credential from the environment", random),
                Secret.of("first credential", random),
                Secret.of("rotated credential", random),
                Secret.of("wrong credential", random),
                Secret.of("Azure's credential", random),
                Secret.of("Anthropic's credential", random),
                Secret.of("refused credential", random),
                Secret.of("credential of nobody's address", random),
                Secret.of("unknown API key", random),
                IntStream.range(0, misplaced)
                        .mapToObj(i -> Secret.of("misplaced credential " + i, random))
                        .toList());
    }

    List<Secret> all() {
        List<Secret> all =
                new ArrayList<>(
                        List.of(
                                environment,
                                first,
                                rotated,
                                wrong,
                                azure,
                                claude,
                                stray,
                                nowhere,
                                unknown));
        all.addAll(misplaced);
        return all;
    }
}
