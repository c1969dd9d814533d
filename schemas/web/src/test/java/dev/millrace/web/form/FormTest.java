package dev.millrace.web.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class FormTest {

    private static Form form(String json) {
        return Form.of(json.getBytes(StandardCharsets.UTF_8));
    }

    /** What was found to be wrong, as param and code. */
    private static List<String> wrong(Form form) {
        try {
            form.check();
            return List.of();
        } catch (ApiException all) {
            return all.fields().stream()
                    .map(each -> each.param() + " " + each.code().code())
                    .toList();
        }
    }

    @Test
    void membersAreReadAsTheyAre() {
        Form form =
                form(
                        """
                        {"name":"lab","on":false,"count":7,"share":0.25,"tags":["a","b"],
                         "part":{"deep":"x"},"parts":[{"n":1},{"n":2}],"none":null}
                        """);
        assertThat(form.text("name", 10)).isEqualTo("lab");
        assertThat(form.flag("on", true)).isFalse();
        assertThat(form.whole("count", 1, 10)).isEqualTo(7);
        assertThat(form.number("share", "0", "1")).isEqualByComparingTo(new BigDecimal("0.25"));
        assertThat(form.texts("tags", 2, 1)).containsExactly("a", "b");
        assertThat(form.part("part").text("deep", 1)).isEqualTo("x");
        List<Form> parts = form.parts("parts", 1, 2);
        assertThat(parts).hasSize(2);
        assertThat(parts.getFirst().whole("n", 1, 2)).isEqualTo(1);
        assertThat(parts.getLast().whole("n", 1, 2)).isEqualTo(2);
        assertThat(form.required("name")).isTrue();
        assertThat(form.body().path("count").intValue()).isEqualTo(7);
        assertThat(wrong(form)).isEmpty();
    }

    @Test
    void whatIsMissingOrNullIsAsIfNothingWasSaid() {
        Form form = form("{\"none\":null}");
        for (String name : List.of("none", "missing")) {
            assertThat(form.has(name)).isFalse();
            assertThat(form.text(name, 1)).isNull();
            assertThat(form.flag(name, true)).isTrue();
            assertThat(form.whole(name, 1, 2)).isNull();
            assertThat(form.number(name, "1", "2")).isNull();
            assertThat(form.texts(name, 1, 1)).isEmpty();
            assertThat(form.parts(name, 1, 1)).isEmpty();
            assertThat(form.part(name).text("deep", 1)).isNull();
        }
        assertThat(wrong(form)).isEmpty();
        assertThat(form.required("missing")).isFalse();
        assertThat(wrong(form)).containsExactly("missing missing_required_parameter");
    }

    @Test
    void everythingThatIsOfAnotherTypeIsToldAtOnce() {
        Form form =
                form(
                        """
                        {"name":1,"on":"yes","count":1.5,"share":"much","tags":"a","more":[1],
                         "part":[],"parts":{},"list":[1]}
                        """);
        assertThat(form.text("name", 9)).isNull();
        assertThat(form.flag("on", true)).isTrue();
        assertThat(form.whole("count", 0, 9)).isNull();
        assertThat(form.number("share", "0", "1")).isNull();
        assertThat(form.texts("tags", 9, 9)).isEmpty();
        assertThat(form.texts("more", 9, 9)).isEmpty();
        assertThat(form.part("part").has("deep")).isFalse();
        assertThat(form.parts("parts", 0, 9)).isEmpty();
        assertThat(form.parts("list", 0, 9)).isEmpty();
        assertThat(wrong(form))
                .containsExactly(
                        "name invalid_type",
                        "on invalid_type",
                        "count invalid_type",
                        "share invalid_type",
                        "tags invalid_type",
                        "more[0] invalid_type",
                        "part invalid_type",
                        "parts invalid_type",
                        "list[0] invalid_type");
    }

    @Test
    void whatIsOutOfBoundsIsToldWithItsPlace() {
        Form form =
                form(
                        """
                        {"name":"  ","count":11,"huge":123456789012345678901234567890,"share":1.01,
                         "tags":["","abc","ok"],"many":["a","b"],"part":{"deep":"too long"},
                         "parts":[{"n":0}],"few":[]}
                        """);
        assertThat(form.text("name", 9)).isNull();
        assertThat(form.whole("count", 0, 10)).isNull();
        assertThat(form.whole("huge", 0, 10)).isNull();
        assertThat(form.number("share", "0", "1")).isNull();
        assertThat(form.texts("tags", 3, 2)).containsExactly("ok");
        assertThat(form.texts("many", 1, 2)).containsExactly("a");
        assertThat(form.part("part").text("deep", 3)).isNull();
        assertThat(form.parts("parts", 1, 1).getFirst().whole("n", 1, 2)).isNull();
        assertThat(form.parts("few", 1, 2)).isEmpty();
        form.require(false, "share", "less");
        form.require(true, "name", "anything");
        assertThat(wrong(form))
                .containsExactly(
                        "name invalid_value",
                        "count invalid_value",
                        "huge invalid_value",
                        "share invalid_value",
                        "tags[0] invalid_value",
                        "tags[1] invalid_value",
                        "many invalid_value",
                        "part.deep invalid_value",
                        "parts[0].n invalid_value",
                        "few invalid_value",
                        "share invalid_value");
    }

    @Test
    void aMisspeltMemberIsNotPassedOver() {
        Form form = form("{\"nmae\":\"lab\",\"part\":{\"depe\":1}}");
        assertThat(form.only(Set.of("name", "part")).part("part").only(Set.of("deep")).at("deep"))
                .isEqualTo("part.deep");
        assertThat(wrong(form))
                .containsExactly("nmae unsupported_parameter", "part.depe unsupported_parameter");
    }

    @Test
    void aBodyIsReadUpToItsSize() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/");
        request.setContentType("application/json");
        request.setContent("{\"name\":\"lab\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(Form.read(request).text("name", 9)).isEqualTo("lab");
        MockHttpServletRequest large = new MockHttpServletRequest("POST", "/");
        large.setContentType("application/json");
        large.setContent("{\"name\":\"laboratory\"}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Form.read(large, 10))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused ->
                                assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE));
    }
}
