package dev.millrace.provider.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Candidate;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.web.error.ErrorCode;
import org.junit.jupiter.api.Test;

/**
 * What a key for a model group may use of its plan; the rest stands in {@code
 * ExecutionListenerTest}.
 */
class AdmissionTest {

    @Test
    void aKeyForAGroupMayUseEveryCandidateOfItsPlan() {
        Admission admission = Admission.of(planned("smart", "smart", "smart"));

        assertThat(admission.refused()).isNull();
        assertThat(admission.candidates())
                .extracting(Candidate::getProvider)
                .containsExactly("a", "b");
    }

    @Test
    void aKeyForANameThatTheGroupsStarTakesMayUseIt() {
        assertThat(Admission.of(planned("fast/*", "fast/m", "fast/m")).candidates()).hasSize(2);
        assertThat(Admission.of(planned("fast/*", "fast/m", "fast/*")).candidates()).hasSize(2);
    }

    @Test
    void aKeyForModelsMayUseOfAGroupsPlanThoseModels() {
        assertThat(Admission.of(planned("smart", "smart", "b/*")).candidates())
                .extracting(Candidate::getProvider)
                .containsExactly("b");
    }

    @Test
    void aKeyForAGroupMayUseNoPlanThatIsNotTheGroups() {
        assertThat(Admission.of(planned("", "m", "smart")).refused())
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
        assertThat(Admission.of(planned("other", "other", "smart")).refused())
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
    }

    @Test
    void aNameThatWasAskedForAllowsNothingWhereNoGroupWas() {
        assertThat(Admission.of(planned("", "auto", "auto")).refused())
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
    }

    private static ExecutionReady planned(String group, String model, String... allowed) {
        ExecutionReady ready =
                new Ready("r").candidate("a", "m").candidate("b", "n").models(allowed).make();
        RequestHead head = ready.getRequest().getHead();
        return ExecutionReady.newBuilder(ready)
                .setRequest(
                        RequestAccepted.newBuilder(ready.getRequest())
                                .setHead(RequestHead.newBuilder(head).setModel(model).build())
                                .build())
                .setPlan(Plan.newBuilder(ready.getPlan()).setModelGroup(group).build())
                .build();
    }
}
