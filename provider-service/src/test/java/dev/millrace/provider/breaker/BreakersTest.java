package dev.millrace.provider.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.provider.attempt.ProviderFailure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BreakersTest {

    private static final ProviderFailure BROKEN = new ProviderFailure.ServerError(500, "");

    private final Breakers breakers =
            new Breakers(
                    new BreakerProperties(Duration.ofSeconds(60), 10, 50, Duration.ofMillis(200)));

    private Breakers.Permit permit() {
        return Objects.requireNonNull(breakers.acquire("p", "m"));
    }

    private void broken() {
        for (int i = 0; i < 10; i++) {
            permit().ended(BROKEN);
        }
    }

    @Test
    void aModelThatKeepsFailingIsLeftAloneAndNoOther() {
        broken();
        assertThat(breakers.acquire("p", "m")).isNull();
        assertThat(breakers.acquire("p", "other")).isNotNull();
        assertThat(breakers.acquire("q", "m")).isNotNull();
        assertThat(breakers.states("p")).containsEntry("m", "open");
    }

    @Test
    void oneProbeIsLetThroughAfterAPauseAndTheFirstThatSucceedsBringsTrafficBack() {
        broken();
        Breakers.Permit probe = await().until(() -> breakers.acquire("p", "m"), Objects::nonNull);
        assertThat(breakers.acquire("p", "m")).as("a second beside the probe").isNull();
        probe.ended(BROKEN);
        assertThat(breakers.acquire("p", "m")).as("right after a failed probe").isNull();
        await().until(() -> breakers.acquire("p", "m"), Objects::nonNull).ended(null);
        for (int i = 0; i < 20; i++) {
            permit().ended(null);
        }
        assertThat(breakers.states("p")).containsEntry("m", "closed");
    }

    @Test
    void aProbeThatWasCancelledOrNotMadeDoesNotKeepTheDoorShut() {
        broken();
        await().until(() -> breakers.acquire("p", "m"), Objects::nonNull).unused();
        await().until(() -> breakers.acquire("p", "m"), Objects::nonNull)
                .ended(new ProviderFailure.Cancelled());
        assertThat(breakers.acquire("p", "m")).isNotNull();
    }

    @Test
    void asManyFailuresInARowAreEnoughHoweverMuchWentWellBefore() {
        for (int i = 0; i < 1_000; i++) {
            permit().ended(null);
        }
        for (int i = 0; i < 9; i++) {
            permit().ended(BROKEN);
        }
        assertThat(breakers.states("p")).containsEntry("m", "closed");
        permit().ended(null);
        broken();
        assertThat(breakers.states("p")).containsEntry("m", "open");
        await().until(() -> breakers.acquire("p", "m"), Objects::nonNull).ended(null);
        permit().ended(BROKEN);
        assertThat(breakers.states("p")).containsEntry("m", "closed");
    }

    @Test
    void whoGotLeaveBeforeCallsNobodyAfterAndSaysNothingInPlaceOfTheProbe() {
        Breakers.Permit waiting = permit();
        Breakers.Permit slow = permit();
        Breakers.Permit slower = permit();
        assertThat(waiting.isStillGood()).isTrue();
        broken();
        assertThat(waiting.isStillGood()).isFalse();
        Breakers.Permit probe = await().until(() -> breakers.acquire("p", "m"), Objects::nonNull);
        waiting.unused();
        slow.ended(new ProviderFailure.Cancelled());
        slower.ended(null);
        assertThat(breakers.acquire("p", "m")).as("a second probe").isNull();
        assertThat(breakers.states("p")).containsEntry("m", "half_open");
        assertThat(probe.isStillGood()).isTrue();
        probe.ended(null);
        assertThat(breakers.states("p")).containsEntry("m", "closed");
    }

    @Test
    void whatTheCallerOrItsLimitsAreToBlameForOpensNothing() {
        for (ProviderFailure failure :
                List.of(
                        new ProviderFailure.InvalidRequest(null, ""),
                        new ProviderFailure.RateLimited(null, ""),
                        new ProviderFailure.ContextTooLong(""),
                        new ProviderFailure.ContentFiltered(""),
                        new ProviderFailure.Authentication(""),
                        new ProviderFailure.Cancelled())) {
            for (int i = 0; i < 20; i++) {
                permit().ended(failure);
            }
        }
        assertThat(breakers.states("p")).containsEntry("m", "closed");
    }
}
