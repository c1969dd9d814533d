package dev.millrace.router.plan;

import dev.millrace.events.Authority;
import dev.millrace.events.Lane;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.content.Content;
import dev.millrace.router.classification.Features;
import dev.millrace.router.plan.Decision.Planned;
import dev.millrace.router.plan.Decision.Refused;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/**
 * `POST /api/v1/routing/explain`: how a chat (or, with `input`, an embedding) would be planned for
 * this caller. Nothing is executed, stored or logged.
 */
@RestController
final class ExplainController {

    private static final int MOST_BYTES = 1 << 20;

    /**
     * What would happen.
     *
     * @param plan null when the request would be refused
     * @param refusal null when it would be planned
     * @param features what the classifier sees, also where the model is named and it is not asked
     */
    record Explained(
            String object,
            @Nullable PlanShown plan,
            @Nullable RefusalShown refusal,
            Map<String, String> features) {}

    /**
     * A candidate.
     *
     * @param use after what it may be asked
     * @param deployment of the group it belongs to; empty for none
     */
    record Chosen(String provider, String model, String reason, String use, String deployment) {}

    record RefusalShown(String code, @Nullable String param, String detail) {}

    /** As in the `millrace.plan` of an answer that explains itself. */
    @JsonNaming(SnakeCaseStrategy.class)
    record PlanShown(
            List<Chosen> candidates,
            List<String> processors,
            String chunkRoute,
            String policy,
            List<String> reasons,
            String modelGroup) {

        static PlanShown of(Plan plan) {
            return new PlanShown(
                    plan.getCandidates().stream()
                            .map(
                                    one ->
                                            new Chosen(
                                                    one.getProvider(),
                                                    one.getModel(),
                                                    one.getReason(),
                                                    one.getUse().name().toLowerCase(Locale.ROOT),
                                                    one.getDeployment()))
                            .toList(),
                    plan.getProcessors(),
                    plan.getChunkRoute().name().toLowerCase(Locale.ROOT),
                    plan.getPolicy(),
                    plan.getReasons(),
                    plan.getModelGroup());
        }
    }

    private final Planner planner;
    private final Clock clock;
    private final JsonMapper json;

    ExplainController(Planner planner, Clock clock, JsonMapper json) {
        this.planner = planner;
        this.clock = clock;
        this.json = json;
    }

    @PostMapping("/api/v1/routing/explain")
    Explained explain(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw ApiException.of(ErrorCode.REQUEST_TOO_LARGE, MOST_BYTES);
        }
        RequestHead head = head(parse(body), Caller.of(request));
        Features features = Features.of(head, body);
        RequestHead needing = RequestHead.newBuilder(head).setNeeds(features.needs()).build();
        Decision decision =
                planner.decide(
                        RequestAccepted.newBuilder()
                                .setHead(needing)
                                .setBody(Content.clear(body))
                                .build());
        return switch (decision) {
            case Planned(Plan plan) -> shown(PlanShown.of(plan), null, features);
            case Refused(ErrorCode code, String param, String detail) ->
                    shown(null, new RefusalShown(code.code(), param, detail), features);
        };
    }

    private static Explained shown(
            @Nullable PlanShown plan, @Nullable RefusalShown refusal, Features features) {
        return new Explained("routing.explanation", plan, refusal, features.asMap());
    }

    private JsonNode parse(byte[] body) {
        try {
            JsonNode root = json.readTree(body);
            if (root.isObject()) {
                return root;
            }
        } catch (JacksonException _) {
            // Its message quotes the body: the code says enough.
        }
        throw ApiException.of(ErrorCode.INVALID_JSON);
    }

    private RequestHead head(JsonNode body, Caller caller) {
        JsonNode model = body.path("model");
        if (model.isMissingNode() || model.isNull()) {
            throw ApiException.at("model", ErrorCode.MISSING_REQUIRED_PARAMETER);
        }
        if (!model.isString()) {
            throw ApiException.at("model", ErrorCode.INVALID_TYPE, "string");
        }
        boolean embeddings = body.has("input") && !body.has("messages");
        Instant now = clock.instant();
        return RequestHead.newBuilder()
                .setRequestId("explained")
                .setOperation(embeddings ? Operation.EMBEDDINGS : Operation.CHAT)
                .setLane(Lane.INTERACTIVE)
                .setAcceptedAt(now)
                .setDeadline(now)
                .setAuthority(
                        Authority.newBuilder()
                                .setOwner(new Owner(caller.tenant(), caller.team(), caller.user()))
                                .setKeyId(caller.keyId())
                                .setAllowedModels(caller.allowedModels())
                                .build())
                .setModel(model.asString())
                .setStream(body.path("stream").asBoolean(false))
                .build();
    }
}
