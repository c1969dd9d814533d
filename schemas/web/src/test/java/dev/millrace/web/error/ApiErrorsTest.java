package dev.millrace.web.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import dev.millrace.web.request.BodyLimitFilter;
import dev.millrace.web.request.RequestIdFilter;
import dev.millrace.web.request.Uuid7;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ApiErrorsTest {

    record Message(String role, List<Integer> weights) {}

    record Body(int limit, List<Message> messages) {}

    @RestController
    static class Things {
        @PostMapping(path = "/things", consumes = MediaType.APPLICATION_JSON_VALUE)
        String post(@RequestBody Body body) {
            return "limit " + body.limit();
        }

        @GetMapping(path = "/things", produces = MediaType.APPLICATION_JSON_VALUE)
        String get(@RequestParam int limit, @RequestHeader("x-kind") String kind) {
            return limit + kind;
        }

        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException("the secret is 42");
        }

        @GetMapping("/later")
        String later() {
            throw new CompletionException(new UnsupportedOperationException("x"));
        }
    }

    private final ApiErrors errors =
            new ApiErrors(
                    List.of(
                            failure ->
                                    failure instanceof UnsupportedOperationException
                                            ? ApiException.of(ErrorCode.NOT_READY)
                                            : null));

    private final MockMvc mvc =
            MockMvcBuilders.standaloneSetup(new Things())
                    .setControllerAdvice(errors)
                    .addFilters(
                            new RequestIdFilter(new Uuid7(Clock.systemUTC())),
                            new ErrorFilter(errors),
                            new BodyLimitFilter(200))
                    .build();

    @Test
    void malformedJsonIsInvalidJson() throws Exception {
        expect(json("{\"limit\":"), 400, "invalid_json", null);
        expect(json(""), 400, "invalid_json", null);
    }

    @Test
    void invalidUtf8IsToldApart() throws Exception {
        expect(
                post("/things")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(
                                "{\"messages\":[{\"role\":\"\u00ff\u00fe\"}]}"
                                        .getBytes(StandardCharsets.ISO_8859_1)),
                400,
                "invalid_utf8",
                null);
    }

    @Test
    void aWrongTypeNamesItsPathAndWhatIsExpected() throws Exception {
        JsonNode error = expect(json("{\"limit\":{}}"), 400, "invalid_type", "limit");
        assertThat(error.get("message").asString())
                .isEqualTo("The value of 'limit' has the wrong type; please send integer.");
        expect(
                json("{\"limit\":1,\"messages\":[{\"weights\":[1,{}]}]}"),
                400,
                "invalid_type",
                "messages[0].weights[1]");
        expect(json("{\"limit\":1,\"messages\":{}}"), 400, "invalid_type", "messages");
        expect(
                json("{\"limit\":1,\"messages\":[{\"role\":[]}]}"),
                400,
                "invalid_type",
                "messages[0].role");
    }

    @Test
    void parametersAndHeadersAreNamed() throws Exception {
        expect(get("/things").header("x-kind", "a"), 400, "missing_required_parameter", "limit");
        expect(get("/things").param("limit", "1"), 400, "missing_required_parameter", "x-kind");
        expect(
                get("/things").param("limit", "many").header("x-kind", "a"),
                400,
                "invalid_type",
                "limit");
    }

    @Test
    void wrongMethodsMediaTypesAndPathsHaveTheirCodes() throws Exception {
        expect(put("/things"), 405, "method_not_allowed", null);
        assertThat(mvc.perform(put("/things")).andReturn().getResponse().getHeader("allow"))
                .isEqualTo("GET, POST");
        expect(
                post("/things").contentType(MediaType.TEXT_PLAIN).content("x"),
                415,
                "unsupported_media_type",
                null);
        expect(
                get("/things")
                        .accept(MediaType.IMAGE_PNG)
                        .param("limit", "1")
                        .header("x-kind", "a"),
                406,
                "not_acceptable",
                null);
        expect(get("/nowhere"), 404, "not_found", null);
    }

    @Test
    void bodiesOverTheLimitAreRefusedAnnouncedOrNot() throws Exception {
        expect(json("{\"limit\":1}" + " ".repeat(300)), 413, "request_too_large", null);
        expect(
                json("{\"limit\":1," + " ".repeat(300) + "}")
                        .with(
                                request -> {
                                    request.setContent(null);
                                    return new Endless();
                                }),
                413,
                "request_too_large",
                null);
    }

    /** A body that does not say how long it is. */
    private static final class Endless extends MockHttpServletRequest {
        Endless() {
            super("POST", "/things");
            setContentType("application/json");
            setContent(("{\"limit\":" + " ".repeat(400)).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public long getContentLengthLong() {
            return -1;
        }

        @Override
        public int getContentLength() {
            return -1;
        }
    }

    @Test
    void whatNobodyForesawTellsNothingButAnId() throws Exception {
        JsonNode error = expect(get("/broken"), 500, "internal_error", null);
        assertThat(error.toString()).doesNotContain("42");
    }

    @Test
    void translationsSeeThroughFutures() throws Exception {
        expect(get("/later"), 409, "not_ready", null);
    }

    @Test
    void theCallersLanguageIsUsed() throws Exception {
        JsonNode error =
                expect(get("/nowhere").header("accept-language", "zh-CN"), 404, "not_found", null);
        assertThat(error.get("message").asString()).isEqualTo("没有找到对应的内容，请检查地址或 ID 是否正确。");
    }

    @Test
    void whatAFilterThrowsHasTheShapeToo() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        new ErrorFilter(errors)
                .doFilter(
                        new MockHttpServletRequest(),
                        response,
                        (request, answer) -> {
                            throw new ServletException(ApiException.of(ErrorCode.STORAGE_FULL));
                        });
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getContentAsString()).contains("storage_full");
    }

    @Test
    void aFailureAfterTheResponseBeganBreaksTheConnection() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        response.flushBuffer();
        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(
                        () ->
                                errors.on(
                                        new IllegalStateException(),
                                        new MockHttpServletRequest(),
                                        response));
    }

    @Test
    void errorDispatchesOfTheContainerAreAnswered() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, 400);
        MockHttpServletResponse response = new MockHttpServletResponse();
        errors.onDispatch(request, response);
        assertThat(response.getContentAsString()).contains("bad_request");

        request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, new IllegalStateException("42"));
        MockHttpServletResponse second = new MockHttpServletResponse();
        errors.onDispatch(request, second);
        assertThat(second.getContentAsString()).contains("internal_error").doesNotContain("42");
    }

    @Test
    void everyStatusHasACodeOfTheSameClass() {
        for (int status = 400; status < 600; status++) {
            assertThat(ApiErrors.ofStatus(status).code().status() / 100)
                    .as("%s", status)
                    .isEqualTo(status == 501 ? 4 : status / 100);
        }
    }

    @Test
    void theFilterChainIsUntouchedWhenAllIsWell() throws Exception {
        MockFilterChain chain = new MockFilterChain();
        new ErrorFilter(errors)
                .doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(), chain);
        assertThat(chain.getRequest()).isNotNull();
    }

    private static org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder json(
            String body) {
        return post("/things").contentType(MediaType.APPLICATION_JSON).content(body);
    }

    private JsonNode expect(
            AbstractMockHttpServletRequestBuilder<?> request,
            int status,
            @org.jspecify.annotations.Nullable String code,
            @org.jspecify.annotations.Nullable String param)
            throws Exception {
        MockHttpServletResponse response = mvc.perform(request).andReturn().getResponse();
        String body = response.getContentAsString(StandardCharsets.UTF_8);
        assertThat(response.getStatus()).as(body).isEqualTo(status);
        assertThat(response.getHeader("x-request-id")).hasSize(36);
        JsonNode error = new JsonMapper().readTree(body).get("error");
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        if (code != null) {
            assertThat(error.get("code").asString()).isEqualTo(code);
        }
        assertThat(error.get("param").isNull() ? null : error.get("param").asString())
                .isEqualTo(param);
        return error;
    }
}
