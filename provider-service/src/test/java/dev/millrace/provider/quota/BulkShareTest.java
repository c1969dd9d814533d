package dev.millrace.provider.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BulkShareTest {

    private final BulkShare share = new BulkShare();

    private double window(int calls, long millis) {
        for (int i = 0; i < calls; i++) {
            share.observe(millis);
        }
        share.endWindow();
        return share.share();
    }

    @Test
    void bulkHasAllOfItWhileNobodyWaits() {
        assertThat(window(0, 0)).isEqualTo(1);
        assertThat(window(100, 50)).isEqualTo(1);
    }

    @Test
    void itHalvesDownToTheFloorAndComesBackInSteps() {
        window(50, 100);
        assertThat(window(50, 200)).isEqualTo(0.5);
        assertThat(window(50, 200)).isEqualTo(BulkShare.FLOOR);
        assertThat(window(50, 200)).isEqualTo(BulkShare.FLOOR);
        assertThat(window(50, 100)).isEqualTo(BulkShare.FLOOR + 1.0 / 16);
        for (int i = 0; i < 20; i++) {
            window(50, 100);
        }
        assertThat(share.share()).isEqualTo(1);
    }

    @Test
    void aFewOutliersAndAFewCallsSayNothing() {
        window(50, 100);
        for (int i = 0; i < 40; i++) {
            share.observe(100);
        }
        assertThat(window(10, 10_000)).isEqualTo(1);
        assertThat(window(BulkShare.ENOUGH - 1, 10_000)).isEqualTo(1);
    }

    @Test
    void whatStaysSlowBecomesTheNorm() {
        window(50, 100);
        int windows = 0;
        while (window(50, 300) < 1) {
            windows++;
            assertThat(windows).isLessThan(300);
        }
        assertThat(windows).isGreaterThan(30);
    }

    @Test
    void millisecondsOfTheMachineAreNotHeld() {
        window(50, 1);
        assertThat(window(50, 5)).isEqualTo(1);
    }

    @Test
    void whateverComesTheShareStaysWithinItsBounds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            double now = window(random.nextInt(2_000), random.nextInt(100_000));
            assertThat(now).as("seed %d", seed).isBetween(BulkShare.FLOOR, 1.0);
        }
    }
}
