package dev.millrace.gateway.query;

import dev.millrace.gateway.replies.Endings;
import dev.millrace.gateway.routes.Upstreams;
import dev.millrace.gateway.view.RequestView;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The native surface. */
@Configuration(proxyBeanMethods = false)
@Import(QueryController.class)
public class QueryConfiguration {

    @Bean
    Jobs jobs(Upstreams upstreams) {
        return new Jobs(upstreams);
    }

    @Bean
    Queries queries(RequestView view, Jobs jobs, Endings endings) {
        return new Queries(view, jobs, endings);
    }
}
