package dev.millrace.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedModelsTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o, true",
        "gpt-*, gpt-4o, true",
        "gpt-*, gpt-5, true",
        "*mini*, gpt-5-mini-2, true",
        "*, anything, true",
        "*, '', true",
        "'', x, false",
        "*/m, p/m, true",
        "p/*, p/org/m, true",
        "a*b*c, aXbYbZc, true",
        "a*b*c, aXbYbZ, false",
        "a*b*c, axxbyyc, true",
        "a*b*c, axxc, false",
        "ab*ba, aba, false",
        "gpt, gpt-5, false",
        "gpt-4, gpt-4o, false",
        "**, x, true"
    })
    void starsStandForAnything(String pattern, String name, boolean matches) {
        assertThat(AllowedModels.matches(pattern, name)).isEqualTo(matches);
    }

    @Test
    void patternsMeanNamesWithAndWithoutTheirProvider() {
        for (String yes :
                List.of("lexical-384", "offline/*", "*384", "lex*3*4", "*", "off*/lex*")) {
            assertThat(allows("no", yes)).as(yes).isTrue();
        }
        for (String no : List.of("lexical", "offline", "*/384", "", "lexical-384x*")) {
            assertThat(allows(no)).as(no).isFalse();
        }
        assertThat(allows()).isTrue();
    }

    private static boolean allows(String... patterns) {
        return new AllowedModels(List.of(patterns)).allows("offline", "lexical-384");
    }

    @Test
    void aGroupIsMeantByItsNameAlone() {
        assertThat(new AllowedModels(List.of()).allowsName("smart")).isTrue();
        assertThat(new AllowedModels(List.of("x", "sm*")).allowsName("smart")).isTrue();
        assertThat(new AllowedModels(List.of("openai/*")).allowsName("openai/*")).isTrue();
        assertThat(new AllowedModels(List.of("*/smart")).allowsName("smart")).isFalse();
    }
}
