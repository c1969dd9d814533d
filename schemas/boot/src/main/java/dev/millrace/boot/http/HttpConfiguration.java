package dev.millrace.boot.http;

import dev.millrace.boot.MillraceProperties;
import dev.millrace.web.error.ApiErrors;
import dev.millrace.web.error.ErrorFilter;
import dev.millrace.web.error.ErrorTranslation;
import dev.millrace.web.request.BodyLimitFilter;
import dev.millrace.web.request.RequestIdFilter;
import dev.millrace.web.request.Uuid7;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.Clock;
import java.util.EnumSet;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Request ids, body limits and the one shape of errors, for every service. */
@Configuration(proxyBeanMethods = false)
public class HttpConfiguration {

    /** Order of the filter that decides who calls; a service's own door takes the same. */
    public static final int DOOR = Ordered.HIGHEST_PRECEDENCE + 100;

    @Bean
    Uuid7 uuid7(Clock clock) {
        return new Uuid7(clock);
    }

    @Bean
    ApiErrors apiErrors(ObjectProvider<ErrorTranslation> translations) {
        return new ApiErrors(translations.orderedStream().toList());
    }

    @Bean
    ErrorDispatch errorDispatch(ApiErrors errors) {
        return new ErrorDispatch(errors);
    }

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIds(Uuid7 ids) {
        var filter = at(Ordered.HIGHEST_PRECEDENCE, new RequestIdFilter(ids));
        filter.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        return filter;
    }

    @Bean
    FilterRegistrationBean<ErrorFilter> shapedErrors(ApiErrors errors) {
        return at(Ordered.HIGHEST_PRECEDENCE + 10, new ErrorFilter(errors));
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimit(MillraceProperties properties) {
        return at(
                Ordered.HIGHEST_PRECEDENCE + 20,
                new BodyLimitFilter(properties.maxBody().toBytes()));
    }

    /** What Tomcat refuses before any filter sees it has the one shape too. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatErrors() {
        return tomcat ->
                tomcat.addContextCustomizers(
                        context -> {
                            if (context.getParent() instanceof StandardHost host) {
                                host.setErrorReportValveClass(TomcatErrors.class.getName());
                            }
                        });
    }

    private static <F extends Filter> FilterRegistrationBean<F> at(int order, F filter) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        return registration;
    }
}
