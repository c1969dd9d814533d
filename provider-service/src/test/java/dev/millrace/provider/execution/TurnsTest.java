package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final ProviderFailure BROKEN = new ProviderFailure.ServerError(500, "");

    private static Candidate candidate(String model, CandidateUse use) {
        return Candidate.newBuilder().setProvider("p").setModel(model).setUse(use).build();
    }

    private final Turns turns =
            new Turns(
                    List.of(
                            candidate("large", CandidateUse.ON_CONTEXT_OVERFLOW),
                            candidate("one", CandidateUse.ALWAYS),
                            candidate("two", CandidateUse.ALWAYS),
                            candidate("lax", CandidateUse.ON_CONTENT_POLICY),
                            candidate("spare", CandidateUse.ON_FAILURE)));

    private String next(ProviderFailure failure) {
        assertThat(turns.hasNext(failure)).isTrue();
        return Objects.requireNonNull(turns.next(failure)).getModel();
    }

    private String first() {
        return Objects.requireNonNull(turns.first()).getModel();
    }

    @Test
    void afterFailuresThePlanIsFollowedWithoutTheSpecialOnes() {
        assertThat(first()).isEqualTo("one");
        assertThat(next(BROKEN)).isEqualTo("two");
        assertThat(next(BROKEN)).isEqualTo("spare");
        assertThat(turns.hasNext(BROKEN)).isFalse();
        assertThat(turns.next(BROKEN)).isNull();
    }

    @Test
    void anOverflowingContextGoesToWhoIsListedForItThenOn() {
        assertThat(first()).isEqualTo("one");
        assertThat(next(new ProviderFailure.ContextTooLong(""))).isEqualTo("large");
        assertThat(next(new ProviderFailure.ContextTooLong(""))).isEqualTo("two");
    }

    @Test
    void whatAContentPolicyRefusesGoesOnlyToWhoIsListedForIt() {
        assertThat(first()).isEqualTo("one");
        assertThat(next(new ProviderFailure.ContentFiltered(""))).isEqualTo("lax");
        assertThat(turns.hasNext(new ProviderFailure.ContentFiltered(""))).isFalse();
    }

    @Test
    void theCallersOwnFaultIsTakenToNobodyElse() {
        assertThat(first()).isEqualTo("one");
        for (ProviderFailure failure :
                List.of(
                        new ProviderFailure.InvalidRequest(null, ""),
                        new ProviderFailure.Cancelled(),
                        new ProviderFailure.AnswerTooLarge(),
                        new ProviderFailure.Timeout(Phase.TOTAL))) {
            assertThat(turns.hasNext(failure)).isFalse();
            assertThat(turns.next(failure)).isNull();
        }
    }
}
