package dev.millrace.standalone.house;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class RouteTest {

    @RestController
    static class Things {
        @GetMapping("/path/{id}")
        void path(@PathVariable String id) {}

        @GetMapping("/rest/**")
        void rest() {}

        @GetMapping("/query")
        void query(@RequestParam String after) {}

        @GetMapping("/queries")
        void queries(@RequestParam Map<String, String> all) {}

        @GetMapping("/header")
        void header(@RequestHeader("Last-Event-ID") String last) {}

        @PostMapping("/body")
        void body(HttpServletRequest request) {}

        @RequestMapping("/any")
        void any(HttpServletRequest request) {}

        @GetMapping("/numbers")
        void numbers(@RequestParam int limit, @RequestParam boolean all) {}

        @GetMapping("/nothing")
        void nothing(HttpServletRequest request) {}
    }

    @Test
    void seesEveryPlaceAnIdCanStandIn() {
        try (var context =
                new AnnotationConfigApplicationContext(
                        RequestMappingHandlerMapping.class, Things.class)) {
            assertThat(Route.of("things", context))
                    .filteredOn(Route::mayTakeId)
                    .extracting(Route::name)
                    .containsExactlyInAnyOrder(
                            "things GET /path/{id}",
                            "things GET /rest/**",
                            "things GET /query",
                            "things GET /queries",
                            "things GET /header",
                            "things POST /body",
                            "things any /any");
            assertThat(Route.of("things", context)).hasSize(9);
        }
    }
}
