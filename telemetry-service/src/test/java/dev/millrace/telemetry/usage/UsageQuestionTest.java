package dev.millrace.telemetry.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageQuestionTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");
    private static final Caller ANN = caller("ann", Set.of());
    private static final Caller BOSS = caller("boss", Set.of(Caller.ADMIN));

    @Test
    void withoutTimesItIsAboutTheLastDayAndTheRunningHour() {
        UsageQuestion question = UsageQuestion.of(Map.of(), BOSS, NOW);

        assertThat(question.from()).isEqualTo("2026-11-20T13:00:00Z");
        assertThat(question.to()).isEqualTo("2026-11-21T13:00:00Z");
        assertThat(question.groups()).isEmpty();
        assertThat(question.filters()).containsExactly(Map.entry(Grouping.TENANT, "acme"));
    }

    @Test
    void timesAreWidenedToFullHoursAndDaysAreUnderstood() {
        UsageQuestion question =
                UsageQuestion.of(
                        Map.of("from", "2026-11-01", "to", "2026-11-02T10:00:01Z"), BOSS, NOW);

        assertThat(question.from()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(question.to()).isEqualTo("2026-11-02T11:00:00Z");
    }

    @Test
    void groupsComeInTheOrderAskedForAndOnce() {
        assertThat(UsageQuestion.of(Map.of("group_by", "day, model,day"), BOSS, NOW).groups())
                .isEqualTo(List.of(Grouping.DAY, Grouping.MODEL));
    }

    @Test
    void whoIsNoAdminSeesOnlyThemselves() {
        assertThat(UsageQuestion.of(Map.of(), ANN, NOW).filters())
                .containsEntry(Grouping.USER, "ann");
        assertThat(UsageQuestion.of(Map.of("user", "ann"), ANN, NOW).isEmpty()).isFalse();
        assertThat(UsageQuestion.of(Map.of("user", "bob"), ANN, NOW).isEmpty()).isTrue();
        assertThat(UsageQuestion.of(Map.of("user", "bob"), BOSS, NOW).isEmpty()).isFalse();
    }

    @Test
    void anotherTenantIsNobodyEvenForAnAdmin() {
        assertThat(UsageQuestion.of(Map.of("tenant", "globex"), BOSS, NOW).isEmpty()).isTrue();
        assertThat(UsageQuestion.of(Map.of("tenant", "acme"), BOSS, NOW).isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "from,yesterday,INVALID_VALUE",
        "from,2026-02-30,INVALID_VALUE",
        "from,+99999-01-01T00:00:00Z,INVALID_VALUE",
        "from,2020-01-01,INVALID_VALUE",
        "from,2030-01-01,INVALID_VALUE",
        "group_by,colour,INVALID_VALUE",
        "group_by,'model,user,key,lane',INVALID_VALUE",
        "limit,0,INVALID_VALUE",
        "limit,many,INVALID_VALUE",
        "limit,10001,INVALID_VALUE",
        "modle,gpt,UNSUPPORTED_PARAMETER",
        "day,2026-01-01,UNSUPPORTED_PARAMETER"
    })
    void whatMakesNoSenseIsRefusedByName(String param, String value, ErrorCode code) {
        assertThatThrownBy(() -> UsageQuestion.of(Map.of(param, value), BOSS, NOW))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        error -> {
                            assertThat(error.code()).isEqualTo(code);
                            assertThat(error.param()).isEqualTo(param);
                        });
    }

    private static Caller caller(String user, Set<String> scopes) {
        return new Caller("acme", "red", user, "key-1", scopes, List.of());
    }
}
