package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.Ending;
import dev.millrace.events.FailedAttempt;
import dev.millrace.events.Failure;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.execution.RandomFailures.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * When all fail, the one error tells of every call that was made: who was asked for which model,
 * what came of it, in order; and it is itself the last one's.
 */
@Timeout(120)
class ErrorReportPropertyTest {

    private static final int TRIES = 200;

    /** Enough that nobody ever answers. */
    private static final int FAILURES = 5;

    @Test
    void theErrorListsEveryCallThatWasMade() throws Exception {
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
        ManyProviders house = ManyProviders.of(1 + random.nextInt(4));
        List<List<Told>> scripts = new ArrayList<>();
        for (ScriptedProvider provider : house.providers) {
            List<Told> script = new ArrayList<>();
            while (script.size() < FAILURES) {
                Kind kind = failures.next();
                int status = status(kind.failure(), random);
                script.add(new Told(kind, status));
                provider.then(
                        (_, _, _) -> {
                            throw new ProviderException(kind.failure()).answered(status);
                        });
            }
            scripts.add(script);
        }
        String where = "seed %d: %s".formatted(seed, scripts);
        OutcomeReached outcome = house.outcome(house.planned("r"));
        house.close();

        List<String> expected = new ArrayList<>();
        Kind last = null;
        boolean over = false;
        for (int p = 0; p < scripts.size() && !over; p++) {
            int most = p + 1 < scripts.size() ? 2 : 4;
            for (int call = 0; call < most; call++) {
                Told made = scripts.get(p).get(call);
                last = made.kind();
                expected.add(told("p" + p, "m-p" + p, last.code(), made.status()));
                over = !last.others();
                if (!last.passing()) {
                    break;
                }
            }
        }
        assertThat(outcome.getEnding()).as(where).isEqualTo(Ending.FAILED);
        Failure failure = outcome.getFailure().orElseThrow();
        assertThat(failure.getAttempts().stream().map(ErrorReportPropertyTest::told))
                .as(where)
                .containsExactlyElementsOf(expected);
        assertThat(failure.getAttempts())
                .as(where)
                .allSatisfy(each -> assertThat(each.getMillis()).isNotNegative());
        Kind end = java.util.Objects.requireNonNull(last);
        assertThat(failure.getCode()).as(where).isEqualTo(end.code());
        assertThat(Content.openText(failure.getDetail()).orElseThrow())
                .as(where)
                .isEqualTo(end.failure().detail());
        // The books have the same calls.
        assertThat(house.log.all(AttemptEnded.class))
                .as(where)
                .extracting(each -> each.getProvider() + each.getFailureCode().orElse(""))
                .containsExactlyElementsOf(
                        failure.getAttempts().stream()
                                .map(each -> each.getProvider() + each.getCode())
                                .toList());
    }

    /** A failure and the status that its answer had; 0 when there was none. */
    private record Told(Kind kind, int status) {}

    private static int status(ProviderFailure failure, Random random) {
        return failure instanceof ProviderFailure.ServerError(int status, _)
                ? status
                : List.of(0, 400, 401, 403, 404, 408, 413, 422, 429, 529).get(random.nextInt(10));
    }

    private static String told(FailedAttempt attempt) {
        return told(
                attempt.getProvider(),
                attempt.getModel(),
                attempt.getCode(),
                attempt.getHttpStatus());
    }

    private static String told(String provider, String model, String code, int status) {
        return provider + "/" + model + " " + code + " " + status;
    }
}
