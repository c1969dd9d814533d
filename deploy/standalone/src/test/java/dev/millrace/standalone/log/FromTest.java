package dev.millrace.standalone.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.Refusal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FromTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @Test
    void readsEveryWayToSayWhere() {
        assertThat(From.parse("beginning", NOW)).isEqualTo(new From.Beginning());
        assertThat(From.parse("END", NOW)).isEqualTo(new From.End());
        assertThat(From.parse("42", NOW)).isEqualTo(new From.Offset(42));
        assertThat(From.parse("90s", NOW)).isEqualTo(new From.Time(NOW.minusSeconds(90)));
        assertThat(From.parse("10m", NOW)).isEqualTo(new From.Time(NOW.minusSeconds(600)));
        assertThat(From.parse("2h", NOW)).isEqualTo(new From.Time(NOW.minusSeconds(7200)));
        assertThat(From.parse("1d", NOW)).isEqualTo(new From.Time(NOW.minusSeconds(86400)));
        assertThat(From.parse("2026-11-21T07:00:00Z", NOW))
                .isEqualTo(new From.Time(Instant.parse("2026-11-21T07:00:00Z")));
    }

    @Test
    void refusesTheRest() {
        assertThatThrownBy(() -> From.parse("yesterday", NOW)).isInstanceOf(Refusal.class);
    }

    @Test
    void findsTopicsByTheNamesPeopleUse() {
        assertThat(TopicNames.find("results")).hasSize(1);
        assertThat(TopicNames.find("millrace.results")).hasSize(1);
        assertThat(TopicNames.find("requests")).hasSize(2);
        assertThat(TopicNames.find("requests.bulk")).hasSize(1);
        assertThatThrownBy(() -> TopicNames.find("result"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("requests.interactive");
    }
}
