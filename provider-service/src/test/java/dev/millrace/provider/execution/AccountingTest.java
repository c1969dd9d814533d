package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.Ending;
import dev.millrace.events.OutcomeReached;
import dev.millrace.events.Usage;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a failed call is booked with. */
class AccountingTest extends ExecutionListenerSetup {

    @Test
    void anAnswerOfNoUseIsBookedAsItWasCounted() throws Exception {
        Usage counted = new Usage(11L, 7L, 0L, 0L, 0L, false);
        first.then(
                (_, _, _) -> {
                    throw new ProviderException(
                            new ProviderFailure.InvalidAnswer("no choices"), null, counted);
                });
        OutcomeReached outcome = run(ready());
        assertThat(output(outcome)).isEqualTo("second");
        assertThat(log.all(AttemptEnded.class).getFirst().getUsage()).isEqualTo(counted);
    }

    @Test
    void anAdapterThatLearntIsAskedAgainAndBothCallsAreToldOf() throws Exception {
        first.fails(new ProviderFailure.Misworded("max_tokens", "use another name"));
        OutcomeReached outcome = run(ready());
        assertThat(outcome.getEnding()).isEqualTo(Ending.COMPLETED);
        assertThat(output(outcome)).isEqualTo("first");
        assertThat(first.calls).hasSize(2);
        List<AttemptEnded> ended = log.all(AttemptEnded.class);
        assertThat(ended)
                .extracting(AttemptEnded::getEnding)
                .containsExactly(AttemptEnding.FAILED, AttemptEnding.SUCCEEDED);
        assertThat(ended.getFirst().getUsage().getOutputTokens()).isZero();
    }
}
