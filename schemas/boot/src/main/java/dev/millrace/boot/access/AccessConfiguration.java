package dev.millrace.boot.access;

import dev.millrace.boot.http.HttpConfiguration;
import dev.millrace.events.topic.Service;
import dev.millrace.log.Log;
import dev.millrace.log.LogSettings;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.InternalTokenFilter;
import dev.millrace.web.token.TokenVerifier;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The view of `access`, and the door of every service but the gateway, which has its own. */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {

    /** A view further behind refuses instead of guessing: a revocation may be on its way. */
    private static final Duration LONGEST_LAG = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Bean
    AccessView accessView(Log log, Clock clock) {
        return new AccessView(log, clock);
    }

    @Bean
    FilterRegistrationBean<InternalTokenFilter> internalTokens(
            LogSettings settings, AccessView access, Clock clock) {
        TokenVerifier verifier =
                new TokenVerifier(settings.service().id(), id -> tokenKey(access, id), clock);
        var door = new FilterRegistrationBean<>(new InternalTokenFilter(verifier));
        door.setOrder(HttpConfiguration.DOOR);
        door.setEnabled(settings.service() != Service.API_GATEWAY);
        return door;
    }

    private static Optional<PublicKey> tokenKey(AccessView access, String id) {
        if (!access.ready() || access.lag().compareTo(LONGEST_LAG) > 0) {
            throw ApiException.of(ErrorCode.SERVICE_UNAVAILABLE).retryAfter(PAUSE);
        }
        return access.tokenKey(id);
    }
}
