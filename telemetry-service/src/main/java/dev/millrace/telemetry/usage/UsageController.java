package dev.millrace.telemetry.usage;

import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** `GET /api/v1/analytics/usage`: docs/usage.md describes it. */
@RestController
final class UsageController {

    private final UsageReporter reporter;
    private final Clock clock;

    UsageController(UsageReporter reporter, Clock clock) {
        this.reporter = reporter;
        this.clock = clock;
    }

    @GetMapping("/api/v1/analytics/usage")
    UsageReport usage(@RequestParam Map<String, String> params, HttpServletRequest request) {
        return reporter.report(UsageQuestion.of(params, Caller.of(request), clock.instant()));
    }
}
