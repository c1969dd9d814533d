package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Ending;
import dev.millrace.events.FailedAttempt;
import dev.millrace.events.OutcomeReached;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds however two providers fail: named after the laws. */
class FailoverTest extends ExecutionListenerSetup {

    private static final int TRIES = 150;
    private static final Duration NOW = Duration.ZERO;

    private static final List<ProviderFailure> FAILURES =
            List.of(
                    new ProviderFailure.Overloaded(NOW, "busy"),
                    new ProviderFailure.RateLimited(NOW, "slow down"),
                    new ProviderFailure.QuotaExhausted("empty"),
                    new ProviderFailure.ServerError(500, "broken"),
                    new ProviderFailure.Timeout(Phase.FIRST_TOKEN),
                    new ProviderFailure.Timeout(Phase.CALL),
                    new ProviderFailure.InvalidAnswer("no JSON"),
                    new ProviderFailure.Authentication("who"),
                    new ProviderFailure.ModelNotFound("what"),
                    new ProviderFailure.ContextTooLong("too long"),
                    new ProviderFailure.InvalidRequest(null, "no"),
                    new ProviderFailure.ContentFiltered("no"));

    /** What a plan of failures must lead to, told without the code that decides. */
    private record Expected(List<String> codes, boolean answered) {}

    private static Expected expected(List<ProviderFailure> one, List<ProviderFailure> two) {
        List<String> codes = new ArrayList<>();
        boolean answered = asked(one, 2, codes);
        if (!answered && codes.size() > 0 && isForOthers(one.get(codes.size() - 1))) {
            answered = asked(two, 4, codes);
        }
        return new Expected(codes, answered);
    }

    /** True when it answers; the codes of the calls that failed are added. */
    private static boolean asked(List<ProviderFailure> script, int most, List<String> codes) {
        for (int call = 1; call <= most; call++) {
            if (call > script.size()) {
                return true;
            }
            ProviderFailure failure = script.get(call - 1);
            codes.add(Verdict.of(failure).code().code());
            boolean passing =
                    failure instanceof ProviderFailure.Overloaded
                            || failure instanceof ProviderFailure.RateLimited
                            || failure instanceof ProviderFailure.ServerError;
            if (!passing) {
                return false;
            }
        }
        return false;
    }

    private static boolean isForOthers(ProviderFailure failure) {
        return !(failure instanceof ProviderFailure.InvalidRequest
                || failure instanceof ProviderFailure.ContentFiltered);
    }

    @Test
    void failoverContextUsageAndErrorReportHoldForEveryScriptOfFailures() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            List<ProviderFailure> one = script(random, random.nextInt(3));
            List<ProviderFailure> two = script(random, random.nextInt(5));
            one.forEach(first::fails);
            two.forEach(second::fails);
            String where = "seed %d, try %d: %s then %s".formatted(seed, i, one, two);
            OutcomeReached outcome = run(ready());
            Expected expected = expected(one, two);
            // Failover: whoever answers first in the plan's order has answered.
            assertThat(outcome.getEnding() == Ending.COMPLETED)
                    .as(where)
                    .isEqualTo(expected.answered());
            int calls = first.calls.size() + second.calls.size();
            // Error report complete: every call that failed, in order.
            if (!expected.answered()) {
                assertThat(
                                outcome.getFailure().orElseThrow().getAttempts().stream()
                                        .map(FailedAttempt::getCode))
                        .as(where)
                        .containsExactlyElementsOf(expected.codes());
            }
            assertThat(calls)
                    .as(where)
                    .isEqualTo(expected.codes().size() + (expected.answered() ? 1 : 0));
            // Usage counted: each call has one report, and all but the implied one are announced.
            assertThat(log.all(AttemptEnded.class)).as(where).hasSize(calls);
            assertThat(log.all(AttemptStarted.class)).as(where).hasSize(calls - 1);
            assertThat(outcome.getAttempts()).as(where).isEqualTo(calls);
            // Context kept: everybody is asked the same.
            for (ScriptedProvider each : List.of(first, second)) {
                assertThat(each.calls)
                        .as(where)
                        .allSatisfy(
                                call ->
                                        assertThat(
                                                        new String(
                                                                call.body().bytes(),
                                                                StandardCharsets.UTF_8))
                                                .isEqualTo(Ready.BODY));
            }
            forget();
        }
    }

    private static List<ProviderFailure> script(Random random, int length) {
        List<ProviderFailure> script = new ArrayList<>();
        while (script.size() < length) {
            ProviderFailure next = FAILURES.get(random.nextInt(FAILURES.size()));
            if (!(next instanceof ProviderFailure.ServerError) || !script.contains(next)) {
                script.add(next);
            }
        }
        return script;
    }

    private void forget() {
        log.published.clear();
        first.forget();
        second.forget();
    }
}
