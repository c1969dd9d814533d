package dev.millrace.provider.cache;

import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Grounding;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.Passage;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Retention;
import dev.millrace.events.Usage;
import dev.millrace.events.content.Content;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.RequestBody;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A question of the cache, as it can differ from another one. */
record Asked(
        String tenant,
        String user,
        String provider,
        String model,
        String defaults,
        Operation operation,
        Retention retention,
        @Nullable String promptVersion,
        @Nullable List<String> passages,
        boolean stream,
        String cacheControl,
        String body) {

    static final String HI =
            "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    static Asked usual() {
        return new Asked(
                "t",
                "u",
                "p",
                "m",
                "",
                Operation.CHAT,
                Retention.STANDARD,
                null,
                null,
                false,
                "max-age=3600",
                HI);
    }

    Asked tenant(String other) {
        return new Asked(
                other,
                user,
                provider,
                model,
                defaults,
                operation,
                retention,
                promptVersion,
                passages,
                stream,
                cacheControl,
                body);
    }

    Asked user(String other) {
        return new Asked(
                tenant,
                other,
                provider,
                model,
                defaults,
                operation,
                retention,
                promptVersion,
                passages,
                stream,
                cacheControl,
                body);
    }

    Asked candidate(String otherProvider, String otherModel, String otherDefaults) {
        return new Asked(
                tenant,
                user,
                otherProvider,
                otherModel,
                otherDefaults,
                operation,
                retention,
                promptVersion,
                passages,
                stream,
                cacheControl,
                body);
    }

    Asked operation(Operation other) {
        return new Asked(
                tenant,
                user,
                provider,
                model,
                defaults,
                other,
                retention,
                promptVersion,
                passages,
                stream,
                cacheControl,
                body);
    }

    Asked retention(Retention other) {
        return new Asked(
                tenant,
                user,
                provider,
                model,
                defaults,
                operation,
                other,
                promptVersion,
                passages,
                stream,
                cacheControl,
                body);
    }

    Asked prompt(@Nullable String version, @Nullable List<String> found) {
        return new Asked(
                tenant,
                user,
                provider,
                model,
                defaults,
                operation,
                retention,
                version,
                found,
                stream,
                cacheControl,
                body);
    }

    Asked cacheControl(String other) {
        return new Asked(
                tenant,
                user,
                provider,
                model,
                defaults,
                operation,
                retention,
                promptVersion,
                passages,
                stream,
                other,
                body);
    }

    Asked body(String other) {
        return new Asked(
                tenant,
                user,
                provider,
                model,
                defaults,
                operation,
                retention,
                promptVersion,
                passages,
                stream,
                cacheControl,
                other);
    }

    RequestBody said() {
        return RequestBody.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    Candidate candidate() {
        return new Candidate(
                provider, model, "", CandidateUse.ALWAYS, "", defaults, null, null, null);
    }

    ExecutionReady ready() {
        RequestHead head =
                new RequestHead(
                        "r",
                        operation,
                        Lane.INTERACTIVE,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Authority.newBuilder()
                                .setOwner(new Owner(tenant, "team", user))
                                .setRetention(retention)
                                .build(),
                        "x",
                        stream,
                        false,
                        false,
                        List.of(),
                        null,
                        null,
                        0L,
                        Map.of(),
                        cacheControl);
        return new ExecutionReady(
                new RequestAccepted(head, Content.clear(body), null, null),
                Plan.newBuilder()
                        .setCandidates(List.of(candidate()))
                        .setPromptVersion(promptVersion)
                        .build(),
                grounding(),
                null);
    }

    private @Nullable Grounding grounding() {
        return passages == null
                ? null
                : new Grounding(
                        "base",
                        passages.stream()
                                .map(
                                        id ->
                                                Passage.newBuilder()
                                                        .setPassageId(id)
                                                        .setDocumentId("d")
                                                        .setText(Content.clear("text"))
                                                        .build())
                                .toList());
    }

    AnswerCache.Turn in(AnswerCache cache) {
        return cache.turn(ready(), said());
    }

    static Answer answer(String output, String... finishReasons) {
        return new Answer(
                "named",
                output.getBytes(StandardCharsets.UTF_8),
                List.of(finishReasons),
                new Usage(7L, 3L, 1L, 0L, 2L, false),
                "fp",
                "tier",
                List.of("seed"));
    }
}
