package dev.millrace.postprocess.job;

import dev.millrace.boot.access.AccessView;
import dev.millrace.events.Authority;
import dev.millrace.events.KeyState;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.Retention;
import dev.millrace.postprocess.run.Accepted;
import dev.millrace.postprocess.run.Line;
import dev.millrace.postprocess.run.LineState;
import dev.millrace.postprocess.run.Runs;
import dev.millrace.postprocess.run.Submission;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.owned.Owned;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** Takes jobs the gateway has checked, and tells how they stand. */
@RestController
final class JobController {

    /** No request lives longer (rule 5). */
    private static final Duration LONGEST = Duration.ofDays(7);

    private static final Duration USUAL = Duration.ofDays(1);
    private static final String PUBLIC_ID_PREFIX = "chatcmpl-";

    /** A job that is durably accepted; times in milliseconds since 1970. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Taken(String id, String runId, long createdAt) {}

    /** How a job stands: `queued`, `running`, or how it ended. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Shown(String id, String status, long createdAt) {}

    private final Runs runs;
    private final JobBodies bodies;
    private final AccessView access;
    private final Clock clock;

    JobController(Runs runs, JobBodies bodies, AccessView access, Clock clock) {
        this.runs = runs;
        this.bodies = bodies;
        this.access = access;
        this.clock = clock;
    }

    @PostMapping("/api/v1/jobs")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Taken submit(HttpServletRequest http) throws IOException {
        Authority authority = authority(Caller.of(http));
        JobRequest job = JobRequest.parse(http.getInputStream().readAllBytes());
        byte[] request = new byte[job.request().remaining()];
        job.request().get(request);
        Asked asked = Asked.of(request, job.operation());
        Instant deadline = deadline(job);
        JobBodies.Body body = bodies.keep(request);
        Line line =
                new Line(
                        job.operation(),
                        asked.model(),
                        asked.needs(),
                        asked.tags(),
                        job.explain(),
                        body.field(),
                        body.reference(),
                        asked.retrieval(),
                        deadline);
        Accepted accepted;
        try {
            accepted = runs.accept(new Submission(authority, deadline), new JobSource(line));
        } catch (RuntimeException notAccepted) {
            bodies.forget(body);
            throw notAccepted;
        }
        return new Taken(
                accepted.requestId(1).toString(),
                accepted.runId().toString(),
                accepted.createdAt().toEpochMilli());
    }

    @GetMapping("/api/v1/jobs/{id}")
    Shown get(HttpServletRequest http, @PathVariable String id) {
        LineState line = Owned.find(Caller.of(http), id, this::find, LineState::owner);
        return new Shown(
                line.requestId().toString(), status(line), line.createdAt().toEpochMilli());
    }

    private Optional<LineState> find(String id) {
        String bare =
                id.startsWith(PUBLIC_ID_PREFIX) ? id.substring(PUBLIC_ID_PREFIX.length()) : id;
        try {
            return runs.line(UUID.fromString(bare));
        } catch (IllegalArgumentException notUuid) {
            return Optional.empty();
        }
    }

    private static String status(LineState line) {
        if (line.ending() != null) {
            return line.ending().name().toLowerCase(Locale.ROOT);
        }
        return line.released() ? "running" : "queued";
    }

    private Instant deadline(JobRequest job) {
        Instant now = clock.instant();
        Long asked = job.deadline();
        if (asked == null) {
            return now.plus(USUAL);
        }
        Instant deadline = Instant.ofEpochMilli(asked);
        if (!deadline.isAfter(now)) {
            throw ApiException.at("deadline", ErrorCode.INVALID_VALUE, "a time to come");
        }
        Instant latest = now.plus(LONGEST);
        return deadline.isAfter(latest) ? latest : deadline;
    }

    /** What the key may do now, and travels with the work; a token does not say all of it. */
    private Authority authority(Caller caller) {
        List<Lane> lanes =
                access.key(caller.keyId()).map(KeyState::getAllowedLanes).orElse(List.of());
        if (!lanes.isEmpty() && !lanes.contains(Lane.BULK)) {
            throw ApiException.of(ErrorCode.LANE_NOT_ALLOWED);
        }
        return new Authority(
                new Owner(caller.tenant(), caller.team(), caller.user()),
                caller.keyId(),
                caller.allowedModels(),
                lanes,
                Retention.STANDARD,
                null);
    }
}
