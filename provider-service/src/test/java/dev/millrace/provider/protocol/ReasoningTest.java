package dev.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.provider.attempt.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReasoningTest {

    private static final List<String> LEVELS =
            List.of("minimal", "low", "medium", "high", "xhigh", "max");

    private static Reasoning of(String json) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return Reasoning.of(RequestBody.parse(body));
    }

    @Test
    void nothingIsAskedWhereNothingIsSaid() {
        for (String body : List.of("{}", "{'reasoning':null,'reasoning_effort':null}")) {
            Reasoning nothing = of(body);
            assertThat(nothing.asked()).isFalse();
            assertThat(nothing.on()).isFalse();
            assertThat(nothing.off()).isFalse();
            assertThat(nothing.included()).isTrue();
        }
        assertThat(of("{'reasoning':{'include':false}}").asked()).isFalse();
        assertThat(of("{'reasoning':{'include':false}}").included()).isFalse();
    }

    @Test
    void theObjectCountsBeforeTheOldMember() {
        Reasoning both = of("{'reasoning':{'effort':'low'},'reasoning_effort':'high'}");
        assertThat(both.effort()).isEqualTo("low");
        assertThat(both.name()).isEqualTo("reasoning.effort");
        assertThat(of("{'reasoning_effort':'high'}").name()).isEqualTo("reasoning_effort");
        assertThat(of("{'reasoning':{'budget_tokens':5}}").name()).isEqualTo(Reasoning.BUDGET);
    }

    @Test
    void nothingToThinkWithIsNotThinking() {
        assertThat(of("{'reasoning':{'budget_tokens':0}}").off()).isTrue();
        assertThat(of("{'reasoning_effort':'none'}").off()).isTrue();
        assertThat(of("{'reasoning_effort':'none'}").on()).isFalse();
        assertThat(of("{'reasoning_effort':'other'}").strange()).isTrue();
        assertThat(of("{'reasoning_effort':'other'}").on()).isFalse();
    }

    @Test
    void whatMeansNothingHereIsNamed() {
        assertThat(of("{'reasoning':{'max_tokens':5,'effort':'low'}}").unknown())
                .containsExactly("reasoning.max_tokens");
    }

    /** For every set of levels and every wish. */
    @Test
    void theNearestLevelIsOneOfTheVendorsAndNoneOfItsOwnIsPassedOver() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            List<String> vendors = new ArrayList<>();
            LEVELS.stream().filter(_ -> random.nextBoolean()).forEach(vendors::add);
            if (vendors.isEmpty()) {
                continue;
            }
            String wish = LEVELS.get(random.nextInt(LEVELS.size()));
            String level = of("{'reasoning_effort':'" + wish + "'}").level(vendors);
            assertThat(vendors).as("seed %d", seed).contains(level);
            if (vendors.contains(wish)) {
                assertThat(level).as("seed %d", seed).isEqualTo(wish);
            }
            int least = LEVELS.indexOf(wish);
            boolean higher = vendors.stream().anyMatch(one -> LEVELS.indexOf(one) >= least);
            assertThat(LEVELS.indexOf(level) >= least).as("seed %d", seed).isEqualTo(higher);
        }
    }

    /** A budget never becomes an effort that costs more, unless the vendor has none so low. */
    @Test
    void aBudgetBecomesAnEffortThatItCovers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int budget = 1 + random.nextInt(40_000);
            Reasoning wish = of("{'reasoning':{'budget_tokens':" + budget + "}}");
            String level = wish.level(LEVELS);
            if (budget >= 128) {
                assertThat(Reasoning.TOKENS.get(level))
                        .as("seed %d, budget %d", seed, budget)
                        .isLessThanOrEqualTo(budget);
            }
            assertThat(wish.tokens(Reasoning.TOKENS)).isEqualTo(budget);
        }
    }
}
