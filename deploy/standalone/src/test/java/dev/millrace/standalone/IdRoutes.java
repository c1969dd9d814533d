package dev.millrace.standalone;

import java.util.List;
import java.util.Map;

/** The routes that may take an id, and what is known of each. */
final class IdRoutes {

    private IdRoutes() {}

    /** What an id names. */
    enum Thing {
        REQUEST,
        JOB,
        RUN,
        KEY
    }

    /** What is known of a route that may take an id. */
    sealed interface Listed {}

    /**
     * The id stands in the path, or where {@code {id}} stands in one of the ways to ask.
     *
     * @param admin its owner cannot ask, the admin of the tenant can
     */
    record Crossed(Thing thing, boolean admin, List<Way> ways) implements Listed {}

    /** Put after the path; {@code {event}} is the id of an event of the thing's stream. */
    record Way(String query, Map<String, String> headers) {}

    /** A test of its own. */
    record Tested(String test) implements Listed {}

    /** It takes no id of anything that has an owner. */
    record Free(String why) implements Listed {}

    private static final Way PLAIN = new Way("", Map.of());

    private static final List<Way> ANSWER =
            List.of(
                    PLAIN,
                    new Way("?wait=1", Map.of()),
                    new Way("?stream=true", Map.of()),
                    new Way("?stream=true&last_event_id={event}", Map.of()),
                    new Way("?stream=true", Map.of("Last-Event-ID", "{event}")));

    private static final String MODELS = "names of models, which belong to the house";
    private static final String PROVIDERS =
            "names of providers, which belong to the house: its administrators alone set them up";

    private static final String GROUPS =
            "names of groups within the caller's own tenant, for its admins alone";
    static final String IDEMPOTENCY = "theSameIdempotencyKeyOfOthersIsAnotherKey";

    static final Map<String, Listed> LISTED =
            Map.ofEntries(
                    crossed("api-gateway GET /v1/chat/completions/{id}", Thing.REQUEST, ANSWER),
                    crossed("api-gateway GET /chat/completions/{id}", Thing.REQUEST, ANSWER),
                    crossed("api-gateway GET /api/v1/llm/query/{id}/status", Thing.REQUEST),
                    crossed("api-gateway GET /api/v1/llm/query/{id}/result", Thing.REQUEST),
                    crossed("api-gateway DELETE /api/v1/llm/query/{id}", Thing.REQUEST),
                    crossed("api-gateway GET /api/v1/keys/{id}", Thing.KEY),
                    Map.entry(
                            "api-gateway DELETE /api/v1/keys/{id}",
                            new Crossed(Thing.KEY, true, List.of(PLAIN))),
                    crossed("postprocess-service GET /api/v1/jobs/{id}", Thing.JOB),
                    crossed("postprocess-service GET /api/v1/runs/{id}", Thing.RUN),
                    crossed("postprocess-service DELETE /api/v1/runs/{id}", Thing.RUN),
                    crossed(
                            "postprocess-service GET /api/v1/runs",
                            Thing.RUN,
                            List.of(new Way("?after={id}", Map.of()))),
                    tested("api-gateway POST /v1/chat/completions", IDEMPOTENCY),
                    tested("api-gateway POST /chat/completions", IDEMPOTENCY),
                    tested("api-gateway POST /v1/embeddings", IDEMPOTENCY),
                    tested("api-gateway POST /embeddings", IDEMPOTENCY),
                    tested("api-gateway POST /api/v1/llm/query", IDEMPOTENCY),
                    tested("api-gateway POST /api/v1/llm/query/stream", IDEMPOTENCY),
                    tested("api-gateway GET /api/v1/keys", "aListOfKeysHoldsNoneOfOthers"),
                    tested("api-gateway POST /api/v1/keys", "nobodyMakesAKeyForAnotherTenant"),
                    tested(
                            "telemetry-service GET /api/v1/analytics/usage",
                            "theUsageOfOthersIsTheUsageOfNobody"),
                    free("api-gateway GET /v1/models/{*id}", MODELS),
                    free("api-gateway GET /models/{*id}", MODELS),
                    free("router-service GET /api/v1/routing/models", MODELS),
                    free("router-service GET /api/v1/routing/models/{*name}", GROUPS),
                    free("router-service PUT /api/v1/routing/models/{*name}", GROUPS),
                    free("router-service DELETE /api/v1/routing/models/{*name}", GROUPS),
                    free("router-service PUT /api/v1/routing/models", GROUPS),
                    free("router-service POST /api/v1/routing/explain", MODELS),
                    free("provider-service GET /api/v1/llm/models", MODELS),
                    free("provider-service GET /api/v1/llm/providers", PROVIDERS),
                    free("provider-service POST /api/v1/llm/providers", PROVIDERS),
                    free("provider-service GET /api/v1/llm/providers/{id}", PROVIDERS),
                    free("provider-service PUT /api/v1/llm/providers/{id}", PROVIDERS),
                    free("provider-service DELETE /api/v1/llm/providers/{id}", PROVIDERS),
                    free("provider-service POST /api/v1/llm/providers/{id}/activate", PROVIDERS),
                    free("provider-service POST /api/v1/llm/providers/{id}/deactivate", PROVIDERS),
                    free("provider-service POST /api/v1/llm/providers/{id}/test", PROVIDERS),
                    free("provider-service GET /api/v1/llm/providers/{id}/status", PROVIDERS),
                    free(
                            "provider-service GET /api/v1/llm/providers/{provider}/credentials",
                            PROVIDERS),
                    free(
                            "provider-service POST /api/v1/llm/providers/{provider}/credentials",
                            PROVIDERS),
                    free(
                            "provider-service DELETE /api/v1/llm/providers/{provider}/credentials/{id}",
                            PROVIDERS),
                    free("provider-service PUT /api/v1/llm/models", MODELS),
                    free("provider-service DELETE /api/v1/llm/models", MODELS),
                    free("provider-service GET /api/v1/llm/models/{provider}/{*name}", MODELS),
                    free("provider-service PUT /api/v1/llm/models/{provider}/{*name}", MODELS),
                    free("provider-service DELETE /api/v1/llm/models/{provider}/{*name}", MODELS),
                    free(
                            "provider-service DELETE /api/v1/llm/cache",
                            "a model's name; another tenant's entries are its administrators'"),
                    free(
                            "postprocess-service POST /api/v1/jobs",
                            "what the gateway has checked; it makes the id itself"));

    private static Map.Entry<String, Listed> crossed(String route, Thing thing) {
        return crossed(route, thing, List.of(PLAIN));
    }

    private static Map.Entry<String, Listed> crossed(String route, Thing thing, List<Way> ways) {
        return Map.entry(route, new Crossed(thing, false, ways));
    }

    private static Map.Entry<String, Listed> tested(String route, String test) {
        return Map.entry(route, new Tested(test));
    }

    private static Map.Entry<String, Listed> free(String route, String why) {
        return Map.entry(route, new Free(why));
    }
}
