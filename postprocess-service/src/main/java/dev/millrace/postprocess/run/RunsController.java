package dev.millrace.postprocess.run;

import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.owned.Owned;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** A caller's runs: an admin sees those of the tenant. */
@RestController
final class RunsController {

    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    /** A run and how far it is; times in milliseconds since 1970. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Shown(
            String id,
            String kind,
            String status,
            @Nullable String reason,
            long createdAt,
            long deadline,
            @Nullable Long finishedAt,
            Counts counts) {}

    /** Lines of a run. */
    record Counts(long total, long queued, long running, long finished) {}

    private final RunRepository repository;
    private final Runs runs;

    RunsController(RunRepository repository, Runs runs) {
        this.repository = repository;
        this.runs = runs;
    }

    @GetMapping("/api/v1/runs")
    Page<Shown> list(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String after) {
        Caller caller = Caller.of(request);
        int most = PageCursor.limit(limit, USUAL_PAGE, LARGEST_PAGE);
        Run last = after == null ? null : owned(caller, after);
        List<Run> found =
                repository.list(
                        caller.tenant(),
                        caller.isAdmin() ? null : caller.user(),
                        last == null ? null : last.createdAt(),
                        last == null ? null : last.id(),
                        most + 1);
        return Page.of(found.stream().map(RunsController::shown).toList(), most, Shown::id);
    }

    @GetMapping("/api/v1/runs/{id}")
    Shown get(HttpServletRequest request, @PathVariable String id) {
        return shown(owned(Caller.of(request), id));
    }

    /** Cancels what has not ended; the run ends when the last of its lines has. */
    @DeleteMapping("/api/v1/runs/{id}")
    Shown cancel(HttpServletRequest request, @PathVariable String id) {
        Run run = owned(Caller.of(request), id);
        if (!runs.cancel(run) && run.state().equals("finished")) {
            throw ApiException.of(ErrorCode.CONFLICT);
        }
        return shown(owned(Caller.of(request), id));
    }

    private Run owned(Caller caller, String id) {
        Function<String, Optional<Run>> finder =
                text -> {
                    try {
                        return repository.find(UUID.fromString(text));
                    } catch (IllegalArgumentException notUuid) {
                        return Optional.empty();
                    }
                };
        return Owned.find(caller, id, finder, Run::owner);
    }

    private static Shown shown(Run run) {
        Instant finishedAt = run.finishedAt();
        return new Shown(
                run.id().toString(),
                run.kind(),
                run.state(),
                run.reason(),
                run.createdAt().toEpochMilli(),
                run.deadline().toEpochMilli(),
                finishedAt == null ? null : finishedAt.toEpochMilli(),
                new Counts(
                        run.lines(),
                        run.queued(),
                        run.lines() - run.queued() - run.finished(),
                        run.finished()));
    }
}
