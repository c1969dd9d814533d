package dev.millrace.router.group;

import static dev.millrace.router.Samples.NOON;
import static dev.millrace.router.Samples.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.CandidateUse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupSetTest {

    @Test
    void aCircleIsFoundHoweverLongAndLinesAndDiamondsAreNone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 100; run++) {
            int size = 1 + random.nextInt(8);
            List<ModelGroup> line = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                List<String> later = new ArrayList<>();
                for (int j = i + 1; j < size; j++) {
                    if (j == i + 1 || random.nextInt(3) == 0) {
                        later.add("g" + j);
                    }
                }
                Collections.shuffle(later, random);
                line.add(group("g" + i, later));
            }
            for (ModelGroup one : line) {
                assertThat(new GroupSet(line).cycle(one, CandidateUse.ON_FAILURE))
                        .as("seed %s", seed)
                        .isEmpty();
            }
            List<ModelGroup> circle = new ArrayList<>(line.subList(0, size - 1));
            circle.add(group("g" + (size - 1), List.of("g0")));
            List<String> way =
                    new GroupSet(circle).cycle(circle.getLast(), CandidateUse.ON_FAILURE);
            assertThat(way)
                    .as("seed %s", seed)
                    .startsWith("g" + (size - 1))
                    .endsWith("g" + (size - 1));
            assertThat(new GroupSet(circle).cycle(circle.getLast(), CandidateUse.ON_CONTENT_POLICY))
                    .isEmpty();
        }
    }

    private static ModelGroup group(String name, List<String> failure) {
        return new ModelGroup(
                name,
                OWNER,
                1,
                NOON,
                List.of(new Deployment("p", "m", 1, null, null, null, "")),
                new Fallbacks(failure, List.of(), List.of()));
    }
}
