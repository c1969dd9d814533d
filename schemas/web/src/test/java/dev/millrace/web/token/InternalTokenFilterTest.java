package dev.millrace.web.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.millrace.web.request.RequestId;
import dev.millrace.web.request.RequestIdFilter;
import dev.millrace.web.request.Uuid7;
import jakarta.servlet.http.HttpServletRequest;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

final class InternalTokenFilterTest {

    private static final Caller USER =
            new Caller("acme", "red", "ann", "key-1", Set.of(), List.of("gpt-5"));
    private static final Caller ADMIN =
            new Caller("acme", "red", "eve", "key-2", Set.of(Caller.ADMIN), List.of());

    private final Clock clock = Clock.systemUTC();
    private final KeyPair keys = TokenTest.newKeys();
    private final TokenSigner signer = new TokenSigner("g1", keys, clock);
    private final InternalTokenFilter filter =
            new InternalTokenFilter(
                    new TokenVerifier("rag-service", _ -> Optional.of(keys.getPublic()), clock));
    private final RequestIdFilter ids = new RequestIdFilter(new Uuid7(clock));
    private MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void bindsTheCallerOfAGoodToken() throws Exception {
        HttpServletRequest passed = pass(request("GET", "/api/v1/kb", USER));
        assertThat(passed).isNotNull();
        assertThat(Caller.of(Objects.requireNonNull(passed))).isEqualTo(USER);
    }

    @Test
    void refusesACallWithoutToken() throws Exception {
        assertThat(pass(request("GET", "/api/v1/kb", null))).isNull();
        assertThat(response.getStatus()).isEqualTo(401);
        assertThat(response.getContentAsString()).contains("\"code\":\"invalid_token\"");
        assertThat(response.getHeader("www-authenticate")).isEqualTo("Bearer");
    }

    @Test
    void refusesATokenOfAnotherCall() throws Exception {
        MockHttpServletRequest request = request("GET", "/api/v1/kb", USER);
        request.setMethod("DELETE");
        assertThat(pass(request)).isNull();
        MockHttpServletRequest basic = request("GET", "/api/v1/kb", null);
        basic.addHeader("Authorization", "Basic YTpi");
        assertThat(pass(basic)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/readiness",
                "/actuator/health/liveness"
            })
    void healthIsOpen(String path) throws Exception {
        assertThat(pass(request("GET", path, null))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health/../env",
                "/actuator/health/..;/env",
                "/actuator/health;x=/env",
                "/actuator/healthy",
                "/actuator/health/",
                "/actuator//health",
                "/actuator/health/%2e%2e/env",
                "/actuator/prometheus",
                "/actuator"
            })
    void nothingThatOnlyLooksLikeHealthIsOpen(String path) throws Exception {
        assertThat(pass(request("GET", path, null))).isNull();
        assertThat(response.getStatus()).isEqualTo(401);
    }

    @Test
    void theRestOfActuatorNeedsAnAdmin() throws Exception {
        assertThat(pass(request("GET", "/actuator/prometheus", USER))).isNull();
        assertThat(response.getStatus()).isEqualTo(403);
        MockHttpServletRequest odd = request("GET", "/x;/../actuator/env", USER);
        odd.setServletPath("/actuator/env");
        assertThat(pass(odd)).isNull();
        assertThat(pass(request("GET", "/actuator/prometheus", ADMIN))).isNotNull();
    }

    @Test
    void headersThatClaimAnIdentityAreHidden() throws Exception {
        MockHttpServletRequest request = request("GET", "/api/v1/kb", USER);
        request.addHeader("X-Millrace-User", "eve");
        request.addHeader("X-Forwarded-For", "1.2.3.4");
        request.addHeader("Cookie", "session=1");
        request.addHeader("Accept", "text/plain");
        HttpServletRequest passed = Objects.requireNonNull(pass(request));
        assertThat(Collections.list(passed.getHeaderNames())).containsExactly("Accept");
        assertThat(passed.getHeader("authorization")).isNull();
        assertThat(passed.getHeader("x-millrace-user")).isNull();
        assertThat(Collections.list(passed.getHeaders("x-forwarded-for"))).isEmpty();
        assertThat(Collections.list(passed.getHeaders("accept"))).containsExactly("text/plain");
        assertThat(passed.getHeader("accept")).isEqualTo("text/plain");
    }

    @Test
    void aProvedCallerMayGoOnUnderItsRequestId() throws Exception {
        MockHttpServletRequest request = request("GET", "/api/v1/kb", USER);
        request.addHeader(RequestId.HEADER, "0199c0de-0000-7000-8000-000000000001");
        HttpServletRequest passed = Objects.requireNonNull(pass(request));
        assertThat(RequestId.of(passed)).isEqualTo("0199c0de-0000-7000-8000-000000000001");
        assertThat(response.getHeader(RequestId.HEADER)).isEqualTo(RequestId.of(passed));
    }

    @Test
    void nobodyElseMay() throws Exception {
        MockHttpServletRequest request = request("GET", "/api/v1/kb", null);
        request.addHeader(RequestId.HEADER, "0199c0de-0000-7000-8000-000000000001");
        assertThat(pass(request)).isNull();
        assertThat(response.getHeader(RequestId.HEADER))
                .hasSize(36)
                .isNotEqualTo("0199c0de-0000-7000-8000-000000000001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with space in it", "line\nbreak-line", "über-alles"})
    void anInsaneRequestIdIsReplaced(String id) throws Exception {
        MockHttpServletRequest request = request("GET", "/api/v1/kb", USER);
        request.addHeader(RequestId.HEADER, id);
        assertThat(RequestId.of(Objects.requireNonNull(pass(request)))).hasSize(36);
    }

    @Test
    void aRequestThatPassedNoDoorHasNoCaller() {
        assertThatIllegalStateException().isThrownBy(() -> Caller.of(new MockHttpServletRequest()));
        assertThatIllegalStateException()
                .isThrownBy(() -> RequestId.of(new MockHttpServletRequest()));
    }

    private MockHttpServletRequest request(String method, String path, @Nullable Caller caller) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setServletPath(path);
        if (caller != null) {
            request.addHeader(
                    "Authorization", "Bearer " + signer.sign(caller, "rag-service", method, path));
        }
        return request;
    }

    /** What came through, or null. */
    private @Nullable HttpServletRequest pass(MockHttpServletRequest request) throws Exception {
        MockFilterChain behind = new MockFilterChain();
        response = new MockHttpServletResponse();
        ids.doFilter(request, response, (first, answer) -> filter.doFilter(first, answer, behind));
        return (HttpServletRequest) behind.getRequest();
    }
}
