package dev.millrace.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MessagesTest {

    private static final Pattern PLACE = Pattern.compile("\\{[^}]*}");

    @Test
    void bothLanguagesHoldExactlyTheCodes() throws IOException {
        Set<String> codes =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toSet());
        assertThat(texts("en").stringPropertyNames()).isEqualTo(codes);
        assertThat(texts("zh_CN").stringPropertyNames()).isEqualTo(codes);
    }

    @ParameterizedTest
    @EnumSource
    void bothLanguagesHaveTheSamePlaces(ErrorCode code) throws IOException {
        assertThat(places(String.valueOf(texts("zh_CN").getProperty(code.code()))))
                .isEqualTo(places(String.valueOf(texts("en").getProperty(code.code()))))
                .allMatch(place -> place.matches("\\{(param|[0-9])}"));
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageReadsWellWithAndWithoutItsArguments(ErrorCode code) {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
            Messages messages = Messages.in(locale);
            for (String message :
                    List.of(
                            messages.fill(code, null, List.of()),
                            messages.fill(code, "messages[0].role", List.of()),
                            messages.fill(code, "messages[0].role", List.of("a", "b", "c")))) {
                assertThat(message).doesNotContainPattern("[\\[{?]\\D|[{}?]|  ").isNotBlank();
                assertThat(message).endsWith(locale.equals(Locale.ENGLISH) ? "." : "。");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void chineseMessagesAreChinese(ErrorCode code) {
        assertThat(Messages.in(Locale.SIMPLIFIED_CHINESE).fill(code, null, List.of()))
                .containsPattern("\\p{IsHan}{4}");
    }

    @Test
    void fillsFieldAndArguments() {
        assertThat(
                        Messages.in(Locale.ENGLISH)
                                .fill(ErrorCode.INVALID_VALUE, "limit", List.of("1–100")))
                .isEqualTo("The value of 'limit' is not allowed; please use 1–100.");
        assertThat(
                        Messages.in(Locale.SIMPLIFIED_CHINESE)
                                .fill(ErrorCode.INVALID_VALUE, "limit", List.of("1–100")))
                .isEqualTo("参数 'limit' 的取值不被允许，请使用 1–100。");
    }

    @Test
    void cutsArgumentsThatWouldFillTheScreen() {
        assertThat(
                        ErrorBody.message(
                                ErrorCode.MODEL_NOT_FOUND,
                                List.of("m".repeat(5000)),
                                Locale.ENGLISH))
                .hasSizeLessThan(400)
                .contains("…");
    }

    @Test
    void aTemplateWithAnOpenBracketIsRefused() {
        for (String broken : List.of("a [b", "a {0")) {
            org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                    .isThrownBy(() -> MessageTemplate.parse(broken));
        }
    }

    private static Set<String> places(String text) {
        Set<String> places = new TreeSet<>();
        PLACE.matcher(text)
                .results()
                .forEach(found -> places.add(text.substring(found.start(), found.end())));
        return places;
    }

    private static Properties texts(String language) throws IOException {
        try (Reader file =
                new InputStreamReader(
                        Objects.requireNonNull(
                                MessagesTest.class.getResourceAsStream(
                                        "/web/messages_" + language + ".properties")),
                        StandardCharsets.UTF_8)) {
            Properties texts = new Properties();
            texts.load(file);
            return texts;
        }
    }
}
