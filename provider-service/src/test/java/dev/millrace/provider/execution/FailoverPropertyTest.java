package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Ending;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.ReplyChunk;
import dev.millrace.provider.execution.RandomFailures.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * However many providers a plan has and however they fail: they are asked in its order, each as
 * often as it may be, the first answer is the answer, and nobody is asked after something was
 * shown.
 */
@Timeout(120)
class FailoverPropertyTest {

    private static final int TRIES = 250;
    private static final String PART = "[{\"index\":0,\"delta\":{\"content\":\"shown\"}}]";

    /**
     * What a provider does at one call.
     *
     * @param failure null for an answer
     * @param shows a part of an answer comes before
     */
    private record Act(@org.jspecify.annotations.Nullable Kind failure, boolean shows) {}

    @Test
    void theFirstAnswerInThePlansOrderWinsAndNothingIsAskedAfterSomethingWasShown()
            throws Exception {
        long seed = new Random().nextLong();
        ManyProviders.atOnce(
                TRIES,
                i ->
                        () -> {
                            check(seed + i);
                            return true;
                        });
    }

    private static void check(long seed) throws Exception {
        Random random = new Random(seed);
        RandomFailures failures = new RandomFailures(random);
        int count = 1 + random.nextInt(5);
        boolean stream = random.nextBoolean();
        ManyProviders house = ManyProviders.of(count);
        List<List<Act>> scripts = new ArrayList<>();
        for (ScriptedProvider provider : house.providers) {
            List<Act> script = new ArrayList<>();
            for (int call = random.nextInt(4); call > 0; call--) {
                Act act = new Act(failures.next(), stream && random.nextInt(8) == 0);
                script.add(act);
                Kind kind = java.util.Objects.requireNonNull(act.failure());
                if (act.shows()) {
                    provider.failsAfter(PART, kind.failure());
                } else {
                    provider.fails(kind.failure());
                }
            }
            scripts.add(script);
        }
        String where = "seed %d: %s".formatted(seed, scripts);
        Expected expected = expected(scripts);
        Ready ready = house.planned("r");
        OutcomeReached outcome = house.outcome(stream ? ready.streamed() : ready);
        house.close();

        assertThat(house.providers.stream().map(each -> each.calls.size()))
                .as("calls of each, " + where)
                .containsExactlyElementsOf(expected.calls());
        assertThat(outcome.getEnding() == Ending.COMPLETED)
                .as(where)
                .isEqualTo(expected.answeredBy() >= 0);
        if (expected.answeredBy() >= 0) {
            assertThat(outcome.getCompletion().orElseThrow().getProvider())
                    .as(where)
                    .isEqualTo("p" + expected.answeredBy());
        }
        int calls = expected.calls().stream().mapToInt(Integer::intValue).sum();
        assertThat(outcome.getAttempts()).as(where).isEqualTo(calls);
        // Announced but for the one that the record implies, and reported, in the order of calls.
        assertThat(house.log.all(AttemptStarted.class)).as(where).hasSize(calls - 1);
        assertThat(house.log.all(AttemptEnded.class))
                .as(where)
                .extracting(AttemptEnded::getProvider)
                .containsExactlyElementsOf(expected.order());
        // A client that saw one attempt's text sees nobody else's.
        assertThat(
                        house.log.all(ReplyChunk.class).stream()
                                .map(ReplyChunk::getAttemptId)
                                .distinct())
                .as(where)
                .hasSizeLessThanOrEqualTo(1);
    }

    /** Who answers, or -1; how often each is called; and in which order. */
    private record Expected(int answeredBy, List<Integer> calls, List<String> order) {}

    private static Expected expected(List<List<Act>> scripts) {
        List<Integer> calls = new ArrayList<>();
        List<String> order = new ArrayList<>();
        int answeredBy = -1;
        boolean over = false;
        for (int p = 0; p < scripts.size(); p++) {
            // One retry while there are others, else three.
            int most = p + 1 < scripts.size() ? 2 : 4;
            int made = 0;
            boolean again = !over;
            while (again && made < most) {
                Act act =
                        made < scripts.get(p).size()
                                ? scripts.get(p).get(made)
                                : new Act(null, false);
                made++;
                order.add("p" + p);
                Kind kind = act.failure();
                if (kind == null) {
                    answeredBy = p;
                    over = true;
                } else if (act.shows() || !kind.others()) {
                    over = true;
                }
                again = kind != null && !over && kind.passing();
            }
            calls.add(made);
        }
        return new Expected(answeredBy, calls, order);
    }
}
