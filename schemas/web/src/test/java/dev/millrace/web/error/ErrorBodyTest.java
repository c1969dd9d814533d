package dev.millrace.web.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ErrorBodyTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void hasAllFourKeysOfOpenAi() {
        byte[] body = ErrorBody.render(ApiException.of(ErrorCode.NOT_FOUND), Locale.ENGLISH);
        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"error\":{\"message\":\"There is nothing here under this address or id;"
                                + " please check it.\",\"type\":\"invalid_request_error\","
                                + "\"param\":null,\"code\":\"not_found\"}}");
    }

    @Test
    void anyTextOfAClientComesBackAsValidJson() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String param = text(random);
            JsonNode error =
                    JSON.readTree(
                                    ErrorBody.render(
                                            ErrorCode.UNSUPPORTED_PARAMETER,
                                            param,
                                            List.of(text(random)),
                                            Locale.ENGLISH))
                            .get("error");
            assertThat(error.get("param").asString())
                    .as("seed %s", seed)
                    .isEqualTo(
                            new String(
                                    param.getBytes(StandardCharsets.UTF_16LE),
                                    StandardCharsets.UTF_16LE));
            assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        }
    }

    /** Of every kind of character, halves of surrogate pairs too. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(
                    switch (random.nextInt(5)) {
                        case 0 -> (char) random.nextInt(0x20);
                        case 1 -> "\"\\/\u007f\u2028".charAt(random.nextInt(5));
                        case 2 -> (char) (0xd800 + random.nextInt(0x800));
                        case 3 -> (char) random.nextInt(0x10000);
                        default -> (char) (0x20 + random.nextInt(0x5f));
                    });
        }
        return text.toString();
    }

    @Test
    void headersFollowWhatTheSdksRead() throws Exception {
        MockHttpServletResponse response =
                write(
                        ApiException.of(ErrorCode.RATE_LIMIT_EXCEEDED)
                                .retryAfter(Duration.ofMillis(1500)));
        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getContentType()).isEqualTo("application/json");
        assertThat(response.getHeader("retry-after-ms")).isEqualTo("1500");
        assertThat(response.getHeader("retry-after")).isEqualTo("2");
        assertThat(response.getHeader("x-should-retry")).isEqualTo("true");
    }

    @Test
    void neverAsksToWaitLongerThanTheSdksDo() throws Exception {
        MockHttpServletResponse response =
                write(ApiException.of(ErrorCode.LOG_UNAVAILABLE).retryAfter(Duration.ofHours(1)));
        assertThat(response.getHeader("retry-after-ms")).isEqualTo("60000");
        assertThat(response.getHeader("retry-after")).isEqualTo("60");
    }

    @Test
    void forbidsToRetryWhatCannotSucceed() throws Exception {
        assertThat(write(ApiException.of(ErrorCode.CONFLICT)).getHeader("x-should-retry"))
                .isEqualTo("false");
        assertThat(write(ApiException.of(ErrorCode.NOT_FOUND)).getHeader("x-should-retry"))
                .isNull();
    }

    @Test
    void saysNothingOnceTheResponseIsOnItsWay() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        response.getWriter().write("data: 1");
        response.flushBuffer();
        ErrorResponses.write(
                ApiException.of(ErrorCode.INTERNAL_ERROR), new MockHttpServletRequest(), response);
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getContentAsString()).isEqualTo("data: 1");
    }

    @Test
    void replacesTextThatWasWrittenButNotSent() throws Exception {
        MockHttpServletResponse response =
                new MockHttpServletResponse() {
                    @Override
                    public jakarta.servlet.ServletOutputStream getOutputStream() {
                        throw new IllegalStateException("getWriter() was called");
                    }
                };
        response.getWriter().write("half an answer");
        ErrorResponses.write(
                ApiException.of(ErrorCode.NOT_FOUND), new MockHttpServletRequest(), response);
        assertThat(response.getContentAsString()).startsWith("{\"error\":");
    }

    @Test
    void aCodeIsFoundByItsName() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(ErrorCode.of(code.code())).contains(code);
        }
        assertThat(ErrorCode.of("of_a_newer_build")).isEmpty();
    }

    private static MockHttpServletResponse write(ApiException error) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        ErrorResponses.write(error, new MockHttpServletRequest(), response);
        return response;
    }
}
