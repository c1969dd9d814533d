package dev.millrace.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class LedgerPropertyTest {

    private static final int TRIES = 120;

    @Test
    void nothingUnfinishedIsLostAndNothingCommittedIsDoneAgainWhateverHappens() {
        eachSeed(
                (world, random) -> {
                    // From worlds that finish at once to worlds that hang.
                    int finishing = 1 + random.nextInt(60);
                    for (int step = 0; step < 1_200; step++) {
                        anyStep(world, random, finishing);
                    }
                    world.drain();
                });
    }

    @Test
    void aPartitionWhoseRecordsHangPausesAtTheLimitAndGoesOnAfterwards() {
        eachSeed(
                (world, random) -> {
                    world.append(1_500 + random.nextInt(1_000));
                    for (int step = 0; step < 60; step++) {
                        world.commit();
                        while (world.deliver()) {
                            if (random.nextInt(8) == 0) {
                                world.finish();
                            }
                        }
                    }
                    assertThat(world.unfinished()).isLessThanOrEqualTo(Ledger.MOST_UNFINISHED);
                    assertThat(world.unfinished()).isGreaterThan(100);
                    if (random.nextInt(4) == 0) {
                        world.crash();
                    }
                    world.drain();
                });
    }

    /** Only the culprit crashes the process, whenever it runs; beside it others come and go. */
    @Test
    void theCulpritIsPoisonAtItsThirdCrashAndNobodyElseEver() {
        eachSeed(
                (world, random) -> {
                    world.append(1 + random.nextInt(150));
                    long culprit =
                            world.log.stream()
                                    .skip(random.nextInt(world.log.size()))
                                    .findFirst()
                                    .orElseThrow();
                    int finishing = 20 + random.nextInt(40);
                    for (int step = 0; step < 20_000 && !world.done.contains(culprit); step++) {
                        stepWithoutCrash(world, random, finishing, culprit);
                        if (world.running.contains(culprit) && random.nextInt(5) == 0) {
                            world.crash();
                        }
                    }
                    assertThat(world.poisoned).containsExactly(culprit);
                    assertThat(world.crashes.get(culprit)).isEqualTo(Ledger.MOST_TRIES);
                    world.drain();
                    assertThat(world.poisoned).containsExactly(culprit);
                });
    }

    private static void anyStep(LedgerWorld world, Random random, int finishing) {
        switch (random.nextInt(400)) {
            case 0 -> world.crash();
            case 1 -> world.closeAndRestart();
            case 2 -> world.trim();
            case 3 -> {
                world.spoil();
                world.crash();
            }
            default -> stepWithoutCrash(world, random, finishing, -1);
        }
    }

    private static void stepWithoutCrash(
            LedgerWorld world, Random random, int finishing, long culprit) {
        int step = random.nextInt(100);
        if (step < finishing) {
            if (!world.running.contains(culprit)) {
                world.finish();
            }
        } else {
            switch (step % 8) {
                case 0 -> world.append(random.nextInt(10));
                case 1 -> world.send();
                case 2 -> world.arrive();
                case 3 -> world.acknowledge();
                case 4 -> world.start();
                default -> world.deliver();
            }
        }
    }

    private static void eachSeed(BiConsumer<LedgerWorld, Random> property) {
        long first = System.nanoTime();
        for (int i = 0; i < TRIES; i++) {
            long seed = first + i;
            try {
                Random random = new Random(seed);
                property.accept(new LedgerWorld(random), random);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
