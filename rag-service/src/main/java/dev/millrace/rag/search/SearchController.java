package dev.millrace.rag.search;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.Owner;
import dev.millrace.events.Retention;
import dev.millrace.rag.embedding.EmbeddingFailed;
import dev.millrace.rag.embedding.OnBehalf;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.request.RequestId;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** `POST /api/v1/kb/search`. */
@RestController
final class SearchController {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What was found. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Answer(
            String object, Named knowledgeBase, String mode, boolean degraded, List<Shown> data) {}

    record Named(String id, String name) {}

    /** A passage as it is shown. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Shown(
            String chunkId,
            double score,
            ShownScores scores,
            Document document,
            List<String> heading,
            int ordinal,
            int start,
            int end,
            int tokens,
            String text,
            List<Highlight> highlights) {

        static Shown of(Found found) {
            Scores scores = found.scores();
            return new Shown(
                    Long.toString(found.chunk()),
                    scores.score(),
                    new ShownScores(
                            scores.fused(), scores.vector(), scores.text(), scores.coverage()),
                    new Document(
                            found.document().toString(), found.documentName(), found.metadata()),
                    found.heading(),
                    found.ordinal(),
                    found.start(),
                    found.end(),
                    found.tokens(),
                    found.text(),
                    found.highlights());
        }
    }

    record ShownScores(
            double fused,
            @Nullable Double vector,
            @Nullable Double text,
            @Nullable Double coverage) {}

    record Document(String id, String name, Map<String, String> metadata) {}

    private final Search search;
    private final Clock clock;

    SearchController(Search search, Clock clock) {
        this.search = search;
        this.clock = clock;
    }

    @PostMapping("/api/v1/kb/search")
    Answer search(@RequestBody SearchRequest asked, HttpServletRequest http)
            throws InterruptedException {
        SearchQuery query = asked.checked();
        try {
            SearchResult result = search.search(query, behalf(http));
            return new Answer(
                    "kb.search",
                    new Named(result.knowledgeBase().toString(), result.name()),
                    query.mode().name().toLowerCase(Locale.ROOT),
                    result.degraded(),
                    result.found().stream().map(Shown::of).toList());
        } catch (UnknownKnowledgeBase unknown) {
            throw ApiException.at("knowledge_base", ErrorCode.NOT_FOUND);
        } catch (EmbeddingFailed failed) {
            throw ApiException.of(
                    ErrorCode.of(failed.failure().getCode()).orElse(ErrorCode.UPSTREAM_ERROR));
        }
    }

    private OnBehalf behalf(HttpServletRequest http) {
        Caller caller = Caller.of(http);
        return new OnBehalf(
                new Authority(
                        new Owner(caller.tenant(), caller.team(), caller.user()),
                        caller.keyId(),
                        caller.allowedModels(),
                        List.of(),
                        Retention.STANDARD,
                        null),
                Lane.INTERACTIVE,
                RequestId.of(http),
                clock.instant().plus(PATIENCE));
    }
}
