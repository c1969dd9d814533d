package dev.millrace.gateway.query;

import dev.millrace.events.Operation;
import dev.millrace.gateway.routes.Upstreams;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Background work, which is a run of one line and belongs to postprocess. */
final class Jobs {

    private static final String SERVICE = "postprocess-service";
    private static final String PATH = "/api/v1/jobs";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Upstreams upstreams;

    Jobs(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    /** What postprocess knows of a job. */
    record Job(String id, String status, Instant createdAt) {}

    Job submit(
            Caller caller, JsonNode body, Operation operation, Instant deadline, boolean explain) {
        ObjectNode job = JSON.createObjectNode();
        job.set("request", body);
        job.put("operation", operation == Operation.CHAT ? "chat" : "embeddings");
        job.put("deadline", deadline.toEpochMilli());
        job.put("explain", explain);
        HttpRequest request =
                upstreams
                        .request(
                                SERVICE,
                                caller,
                                "POST",
                                PATH,
                                null,
                                BodyPublishers.ofByteArray(JSON.writeValueAsBytes(job)))
                        .header("content-type", "application/json")
                        .timeout(PATIENCE)
                        .build();
        HttpResponse<byte[]> answer = upstreams.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 202) {
            throw refusal(answer);
        }
        return job(JSON.readTree(answer.body()), "queued");
    }

    Optional<Job> find(Caller caller, String id) {
        HttpRequest request =
                upstreams
                        .request(
                                SERVICE,
                                caller,
                                "GET",
                                PATH + "/" + id,
                                null,
                                BodyPublishers.noBody())
                        .timeout(PATIENCE)
                        .build();
        HttpResponse<byte[]> answer = upstreams.send(request, BodyHandlers.ofByteArray());
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(job(JSON.readTree(answer.body()), "queued"));
            case 404 -> Optional.empty();
            default -> throw refusal(answer);
        };
    }

    /** Times may come as milliseconds, seconds or text; a job without one is as old as its id. */
    private static Job job(JsonNode job, String unlessSaid) {
        String id = job.path("id").asString("");
        return new Job(
                id,
                job.path("status").asString(unlessSaid),
                dev.millrace.gateway.admission.RequestIds.time(id));
    }

    /** Another service's refusal keeps its code, when it is one, and the pause it asks for. */
    private static ApiException refusal(HttpResponse<byte[]> answer) {
        String code = "";
        try {
            code = JSON.readTree(answer.body()).path("error").path("code").asString("");
            ErrorCode known = ErrorCode.valueOf(code.toUpperCase(java.util.Locale.ROOT));
            ApiException refusal = ApiException.of(known);
            OptionalLong pause = answer.headers().firstValueAsLong("retry-after-ms");
            return pause.isPresent()
                    ? refusal.retryAfter(Duration.ofMillis(pause.getAsLong()))
                    : refusal;
        } catch (RuntimeException unknown) {
            return ApiException.of(
                    answer.statusCode() >= 500
                            ? ErrorCode.SERVICE_UNAVAILABLE
                            : ErrorCode.INTERNAL_ERROR);
        }
    }
}
