package dev.millrace.gateway.admission;

import dev.millrace.events.Authority;
import dev.millrace.events.KeyState;
import dev.millrace.events.Lane;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.ReplyAddress;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Retention;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.events.content.Content;
import dev.millrace.gateway.people.Door;
import dev.millrace.store.content.ContentStore;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.AllowedModels;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Decides what is accepted, and makes the record that says so. */
public final class Admission {

    public static final String RESUMABLE = "x-millrace-resumable";
    public static final String EXPLAIN = "x-millrace-explain";
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** Seconds a request may take. */
    public static final String TIMEOUT = "x-millrace-timeout";

    private final Models models;
    private final Groups groups;
    private final Storage storage;
    private final ContentStore contents;
    private final AdmissionProperties properties;
    private final Clock clock;

    Admission(
            Models models,
            Groups groups,
            Storage storage,
            ContentStore contents,
            AdmissionProperties properties,
            Clock clock) {
        this.models = models;
        this.groups = groups;
        this.storage = storage;
        this.contents = contents;
        this.properties = properties;
        this.clock = clock;
    }

    /** The body of a request, whose size the filter before has limited. */
    public static JsonBody read(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type != null && !type.toLowerCase(Locale.ROOT).contains("json")) {
            throw ApiException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        }
        return JsonBody.parse(request.getInputStream().readAllBytes());
    }

    /** Checks an interactive request. */
    public Wanted interactive(Operation operation, JsonBody body, HttpServletRequest request) {
        KeyState key = Door.key(request);
        check(operation, body, key, Lane.INTERACTIVE);
        return new Wanted(
                operation,
                body,
                key,
                operation == Operation.CHAT && body.flag("stream"),
                body.flag("store")
                        || flag(request, RESUMABLE)
                        || request.getHeader(IDEMPOTENCY_KEY) != null,
                flag(request, EXPLAIN),
                CacheWish.of(request, body),
                deadline(request.getHeader(TIMEOUT)));
    }

    /** Refuses what is malformed, unknown or not allowed, and everything when the disk is full. */
    public void check(Operation operation, JsonBody body, KeyState key, Lane lane) {
        switch (operation) {
            case CHAT -> ChatRules.check(body.tree());
            case EMBEDDINGS -> EmbeddingRules.check(body.tree());
        }
        checkModel(body.text("model"), operation, key);
        if (!key.getAllowedLanes().isEmpty() && !key.getAllowedLanes().contains(lane)) {
            throw ApiException.of(ErrorCode.LANE_NOT_ALLOWED, lane.name().toLowerCase(Locale.ROOT));
        }
        storage.check();
    }

    /** A name is that of a group, of a model, or one that a group's star takes: in this order. */
    private void checkModel(String model, Operation operation, KeyState key) {
        String tenant = key.getOwner().getTenant();
        AllowedModels allowed = new AllowedModels(key.getAllowedModels());
        boolean auto = model.equals(Models.AUTO);
        Groups.Group group = auto ? null : groups.named(tenant, model);
        List<ModelOffered> offers =
                group == null ? models.offers(tenant, model, operation) : List.of();
        if (group == null && offers.isEmpty() && !auto) {
            group = groups.matching(tenant, model);
        }
        if (group == null && offers.isEmpty()) {
            throw ApiException.at("model", ErrorCode.MODEL_NOT_FOUND, model);
        }
        if (group == null
                ? offers.stream().noneMatch(o -> allowed.allows(o.getProvider(), o.getModel()))
                : !group.allowedBy(allowed, model)) {
            throw ApiException.at("model", ErrorCode.MODEL_NOT_ALLOWED, model);
        }
    }

    /**
     * The record of an interactive request. A body over the inline limit is stored first, so that
     * the record never names what is not there.
     */
    public RequestAccepted accept(
            String id, Wanted wanted, Instant acceptedAt, ReplyAddress replyTo) {
        JsonBody body = wanted.body();
        boolean inline = body.bytes().length <= properties.inline().toBytes();
        return new RequestAccepted(
                head(id, wanted, acceptedAt, replyTo),
                Content.clear(inline ? body.bytes() : new byte[0]),
                inline ? null : store(body.bytes()),
                retrieval(body.tree().path("retrieval")));
    }

    /** What every stage will know of the request. */
    public static RequestHead head(
            String id, Wanted wanted, Instant acceptedAt, ReplyAddress replyTo) {
        KeyState key = wanted.key();
        return new RequestHead(
                id,
                wanted.operation(),
                Lane.INTERACTIVE,
                acceptedAt,
                wanted.deadline(),
                new Authority(
                        key.getOwner(),
                        key.getKeyId(),
                        key.getAllowedModels(),
                        key.getAllowedLanes(),
                        Retention.STANDARD,
                        null),
                wanted.body().text("model"),
                wanted.stream(),
                wanted.keep(),
                wanted.explain(),
                Needs.of(wanted.operation(), wanted.body().tree()),
                replyTo,
                null,
                0L,
                tags(wanted.body().tree().path("metadata")),
                wanted.cacheControl());
    }

    private String store(byte[] body) {
        try {
            return contents.put(new ByteArrayInputStream(body));
        } catch (IOException e) {
            throw ApiException.of(ErrorCode.STORAGE_FULL).retryAfter(Duration.ofSeconds(10));
        }
    }

    private static @Nullable RetrievalRequest retrieval(JsonNode asked) {
        if (!asked.isObject()) {
            return null;
        }
        JsonNode top = asked.path("top_k");
        JsonNode least = asked.path("min_score");
        return new RetrievalRequest(
                asked.path("knowledge_base").asString(),
                top.isNumber() ? top.intValue() : null,
                least.isNumber() ? least.doubleValue() : null);
    }

    private static Map<String, String> tags(JsonNode metadata) {
        if (metadata.isEmpty()) {
            return Map.of();
        }
        Map<String, String> tags = new HashMap<>();
        metadata.properties().forEach(e -> tags.put(e.getKey(), e.getValue().asString("")));
        return tags;
    }

    private Instant deadline(@Nullable String seconds) {
        if (seconds == null) {
            return clock.instant().plus(properties.deadline());
        }
        try {
            Duration asked = Duration.ofMillis((long) (Double.parseDouble(seconds) * 1000));
            if (asked.toMillis() >= 1 && asked.compareTo(properties.longestDeadline()) <= 0) {
                return clock.instant().plus(asked);
            }
        } catch (NumberFormatException notANumber) {
            throw ApiException.at(TIMEOUT, ErrorCode.INVALID_TYPE, "number");
        }
        throw ApiException.at(
                TIMEOUT,
                ErrorCode.INVALID_VALUE,
                "0.001 – " + properties.longestDeadline().toSeconds());
    }

    /** Whether a header says yes. */
    public static boolean flag(HttpServletRequest request, String header) {
        String value = request.getHeader(header);
        return value != null
                && (value.isEmpty() || value.equalsIgnoreCase("true") || value.equals("1"));
    }
}
