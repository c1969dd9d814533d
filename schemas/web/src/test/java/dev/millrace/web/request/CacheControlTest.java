package dev.millrace.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CacheControlTest {

    @Test
    void whatMeansSomethingIsReadAndTheRestPassedOver() {
        assertThat(CacheControl.parse("No-Transform, max-age=60 , ONLY-IF-CACHED, foo=\"a\""))
                .isEqualTo(new CacheControl(false, false, true, 60L));
        assertThat(CacheControl.parse("no-cache, no-store"))
                .isEqualTo(new CacheControl(true, true, false, null));
        assertThat(CacheControl.parse("max-age=\"5\", max-age=9"))
                .isEqualTo(new CacheControl(false, false, false, 5L));
        assertThat(CacheControl.parse("")).isEqualTo(CacheControl.UNSAID);
        assertThat(CacheControl.parse("no-transform").unsaid()).isTrue();
    }

    @Test
    void itsTextSaysTheSame() {
        for (String text :
                new String[] {"", "no-store", "no-cache, max-age=0", "max-age=7, only-if-cached"}) {
            assertThat(CacheControl.parse(text).text()).isEqualTo(text);
        }
    }

    @Test
    void aPlainYesIsAnHourAndANoIsNeitherPart() {
        assertThat(CacheControl.of(true).text()).isEqualTo("max-age=3600");
        assertThat(CacheControl.of(false).text()).isEqualTo("no-store");
    }

    @Test
    void anAgeThatIsNoneIsRefused() {
        for (String text :
                new String[] {
                    "max-age",
                    "max-age=",
                    "max-age=-1",
                    "max-age=1.5",
                    "max-age=1234567890",
                    "max-age=\"",
                    "x".repeat(CacheControl.LONGEST + 1)
                }) {
            assertThatThrownBy(() -> CacheControl.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
