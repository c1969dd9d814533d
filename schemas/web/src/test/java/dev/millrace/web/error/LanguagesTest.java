package dev.millrace.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LanguagesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zh",
                "zh-CN",
                "ZH-cn",
                "zh-Hans-CN",
                "zh-TW",
                "zh;q=0.9, en;q=0.8",
                "en;q=0.1,zh",
                "fr, zh-CN;q=0.5",
                "en;q=0, zh;q=0.1"
            })
    void chineseIsAnsweredInChinese(String header) {
        assertThat(Languages.best(header)).isEqualTo(Locale.SIMPLIFIED_CHINESE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "en",
                "en-GB,en;q=0.5",
                "fr",
                "*",
                "en, zh",
                "zh;q=0",
                "zh;q=x",
                ",,;",
                "zhx"
            })
    void allOthersInEnglish(String header) {
        assertThat(Languages.best(header)).isEqualTo(Locale.ENGLISH);
    }

    @Test
    void noHeaderOrAnEndlessOneMeansEnglish() {
        @Nullable String none = null;
        assertThat(Languages.best(none)).isEqualTo(Locale.ENGLISH);
        assertThat(Languages.best("zh," + "x,".repeat(10_000))).isEqualTo(Locale.ENGLISH);
    }
}
