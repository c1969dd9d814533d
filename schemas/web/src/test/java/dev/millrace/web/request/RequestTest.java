package dev.millrace.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

final class RequestTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(0x0199_c0de_1234L), ZoneOffset.UTC);

    @Test
    void idsAreUuidsOfVersionSevenThatCarryTheTime() {
        Uuid7 ids = new Uuid7(CLOCK);
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            UUID id = ids.next();
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(CLOCK.millis());
            assertThat(seen.add(id)).isTrue();
        }
    }

    @Test
    void aDerivedIdIsTheSameForTheSameMomentAndNameOnly() {
        UUID id = Uuid7.derived(CLOCK.instant(), "a/1");
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(CLOCK.millis());
        assertThat(Uuid7.derived(CLOCK.instant(), "a/1")).isEqualTo(id);
        assertThat(Uuid7.derived(CLOCK.instant(), "a/2")).isNotEqualTo(id);
        assertThat(Uuid7.derived(CLOCK.instant().plusMillis(1), "a/1")).isNotEqualTo(id);
    }

    @Test
    void theIdStandsInTheLogWhileTheRequestRunsAndNotAfter() throws Exception {
        RequestIdFilter filter = new RequestIdFilter(new Uuid7(CLOCK));
        MockHttpServletRequest request = new MockHttpServletRequest();
        MockHttpServletResponse response = new MockHttpServletResponse();
        AtomicReference<String> during = new AtomicReference<>();
        filter.doFilter(request, response, (_, _) -> during.set(MDC.get(RequestId.MDC_KEY)));
        assertThat(during.get()).isEqualTo(response.getHeader("x-request-id")).isNotNull();
        assertThat(MDC.get(RequestId.MDC_KEY)).isNull();

        request.setDispatcherType(DispatcherType.ASYNC);
        AtomicReference<String> later = new AtomicReference<>();
        filter.doFilter(request, response, (_, _) -> later.set(MDC.get(RequestId.MDC_KEY)));
        assertThat(later.get()).isEqualTo(during.get());
    }

    @Test
    void aBodyUpToTheLimitPasses() throws Exception {
        assertThat(limited(100, 100).getInputStream().readAllBytes()).hasSize(100);
        assertThat(limited(100, 100).getReader().readLine()).hasSize(100);
        ServletInputStream single = limited(2, 100).getInputStream();
        assertThat(single.isFinished()).isFalse();
        assertThat(single.isReady()).isTrue();
        assertThat(single.available()).isEqualTo(2);
        assertThat(single.read()).isEqualTo('x');
        assertThat(single.read()).isEqualTo('x');
        assertThat(single.read()).isEqualTo(-1);
        single.close();
    }

    @Test
    void aLongerOneBreaksWhileItIsRead() throws Exception {
        ServletRequest limited = limited(101, 100);
        assertThatExceptionOfType(BodyTooLarge.class)
                .isThrownBy(() -> limited.getInputStream().readAllBytes())
                .satisfies(e -> assertThat(e.limit()).isEqualTo(100));
        ServletRequest read = limited(101, 100);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read.getReader().readLine());
    }

    @Test
    void aBodyIsReadInOneWayOnly() throws Exception {
        ServletRequest limited = limited(10, 100);
        limited.getInputStream();
        assertThatIllegalStateException().isThrownBy(limited::getReader);
    }

    private static ServletRequest limited(int length, long limit) throws Exception {
        MockHttpServletRequest request =
                new MockHttpServletRequest() {
                    @Override
                    public long getContentLengthLong() {
                        return -1;
                    }
                };
        request.setContent("x".repeat(length).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        MockFilterChain chain = new MockFilterChain();
        new BodyLimitFilter(limit).doFilter(request, new MockHttpServletResponse(), chain);
        return Objects.requireNonNull(chain.getRequest());
    }
}
