package dev.millrace.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.standalone.IdRoutes.Crossed;
import dev.millrace.standalone.IdRoutes.Free;
import dev.millrace.standalone.IdRoutes.Tested;
import dev.millrace.standalone.IdRoutes.Thing;
import dev.millrace.standalone.IdRoutes.Way;
import dev.millrace.standalone.house.InTheHouse;
import dev.millrace.standalone.house.Route;
import dev.millrace.web.token.Caller;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every id a client can send, crossed between two tenants and two users: what belongs to others is
 * as unknown as what is not there. The routes come from the running services, so a new one that may
 * take an id fails here until {@link IdRoutes#LISTED} says which.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OthersIdsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern EVENT = Pattern.compile("(?m)^id: ?(\\S+)$");

    /** Someone with a key. */
    private record Person(String id, String key, Caller caller) {}

    private final SharedHouse house = SharedHouse.get();
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String home = "home-" + suffix;
    private final String away = "away-" + suffix;

    private final Person ann = person(home, "ann", false);
    private final Person chief = person(home, "chief", true);
    private final Person bob = person(home, "bob", false);

    /** Another user; the same name elsewhere; who may do everything elsewhere; one of the house. */
    private final List<Person> strangers =
            List.of(
                    bob,
                    person(away, "ann", false),
                    person(away, "ann", true),
                    person("default", "ann", false));

    private final Person spare = person(home, "ann", false);
    private final Person second = person(home, "ann", false);
    private @Nullable Map<Thing, List<String>> ids;
    private String event = "";

    @BeforeAll
    void annHasOneOfEachThing() throws Exception {
        var plain = ask("/v1/chat/completions", ann, Map.of(), chat("plain", false));
        var stream =
                ask(
                        "/v1/chat/completions",
                        ann,
                        Map.of("x-millrace-resumable", "true"),
                        chat("streamed", true));
        var events = EVENT.matcher(stream.body());
        assertThat(events.find()).as(stream.body()).isTrue();
        event = requireNonNull(events.group(1));
        var job = ask("/api/v1/llm/query", ann, Map.of(), chat("job", false));
        await().atMost(PATIENCE)
                .until(
                        () -> house.get("/api/v1/llm/query/" + id(job) + "/status", ann.key),
                        status -> status.body().contains("\"completed\""));
        var runs =
                InTheHouse.ask(
                        house.house(), "postprocess-service", ann.caller, "GET", "/api/v1/runs");
        ids =
                Map.of(
                        Thing.REQUEST,
                        Stream.of(id(plain), id(stream), id(job))
                                .flatMap(id -> Stream.of(id, "chatcmpl-" + id))
                                .toList(),
                        Thing.JOB,
                        List.of(id(job)),
                        Thing.RUN,
                        List.of(json(runs).path("data").path(0).path("id").asString()),
                        Thing.KEY,
                        List.of(spare.id));
    }

    @Test
    void everyRouteThatMayTakeAnIdIsListed() {
        var routes =
                InTheHouse.routes(house.house()).stream()
                        .filter(Route::mayTakeId)
                        .filter(OthersIdsTest::isAServicesOwn)
                        .map(Route::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(routes).isEqualTo(new TreeSet<>(IdRoutes.LISTED.keySet()));
    }

    /**
     * What the gateway hands on is listed where it arrives; the actuator tells of a process, not of
     * anyone's things; an error's dispatch comes from the container. Knowledge belongs to tenants
     * and not to users: {@link OthersKnowledgeTest}.
     */
    private static boolean isAServicesOwn(Route route) {
        return !route.handler().equals("ForwardController")
                && !route.handler().equals("ErrorDispatch")
                && !route.pattern().startsWith("/actuator")
                && !route.pattern().startsWith("/api/v1/kb");
    }

    @Test
    void everyTestThatIsNamedIsThere() {
        var tests =
                Stream.of(OthersIdsTest.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(java.lang.reflect.Method::getName)
                        .toList();
        for (var listed : IdRoutes.LISTED.values()) {
            switch (listed) {
                case Tested(String test) -> assertThat(tests).contains(test);
                case Free(String why) -> assertThat(why).isNotBlank();
                case Crossed crossed -> assertThat(crossed.ways()).isNotEmpty();
            }
        }
    }

    @Test
    void whatBelongsToOthersIsAsUnknownAsWhatIsNot() throws Exception {
        for (var crossing : crossings()) {
            for (var stranger : strangers) {
                var unknown = crossing.with(unlike(crossing.id));
                var answer = crossing.sentBy(stranger);
                var nothing = unknown.sentBy(stranger);
                var what = crossing + " by " + stranger.caller;
                assertThat(answer.statusCode()).as(what).isEqualTo(404);
                assertThat(code(answer)).as(what).isEqualTo("not_found");
                assertThat(answer.body()).as(what).isEqualTo(nothing.body());
                assertThat(nothing.statusCode()).as(unknown.toString()).isEqualTo(404);
                assertThat(answer.headers().map().keySet())
                        .as(what)
                        .isEqualTo(nothing.headers().map().keySet());
            }
        }
        assertThat(json(house.get("/api/v1/keys/" + spare.id, ann.key)).path("status").asString())
                .isEqualTo("active");

        // The owner afterwards, so that what strangers tried to end is seen to be there. A plain
        // answer has no events to go back to.
        for (var crossing : crossings()) {
            var owner = crossing.crossed.admin() ? chief : ann;
            assertThat(crossing.sentBy(owner).statusCode())
                    .as("%s by its owner", crossing)
                    .isIn(
                            200,
                            202,
                            crossing.method.equals("DELETE") ? 409 : 200,
                            crossing.way.toString().contains("{event}") ? 410 : 200);
        }
    }

    @Test
    void anEventOfOthersSaysNoMoreThanOneThatIsNot() throws Exception {
        var own = id(ask("/v1/chat/completions", bob, Map.of(), chat("bob", false)));
        var path = "/v1/chat/completions/" + own + "?stream=true&last_event_id=";
        var foreign = house.get(path + event, bob.key);
        var unknown = house.get(path + unlike(event), bob.key);
        assertThat(foreign.statusCode()).isEqualTo(400);
        assertThat(foreign.body()).isEqualTo(unknown.body());
    }

    @Test
    void whatOnlyServicesAnswerIsNotReachedThroughTheGateway() throws Exception {
        for (var crossing : crossings()) {
            if (!crossing.service.equals("api-gateway")) {
                var answer = house.send(crossing.method, crossing.address(), ann.key, Map.of(), "");
                assertThat(answer.statusCode()).as(crossing.toString()).isEqualTo(404);
            }
        }
    }

    @Test
    void theSameIdempotencyKeyOfOthersIsAnotherKey() throws Exception {
        var bodies =
                Map.of(
                        "/v1/chat/completions", chat("once", false),
                        "/chat/completions", chat("once", false),
                        "/v1/embeddings", "{\"model\":\"auto\",\"input\":\"once\"}",
                        "/embeddings", "{\"model\":\"auto\",\"input\":\"once\"}",
                        "/api/v1/llm/query", chat("once", false),
                        "/api/v1/llm/query/stream", chat("once", true));
        var listed =
                IdRoutes.LISTED.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(new Tested(IdRoutes.IDEMPOTENCY)))
                        .map(entry -> "/" + entry.getKey().split(" /", 2)[1])
                        .toList();
        assertThat(bodies.keySet()).containsExactlyInAnyOrderElementsOf(listed);
        for (var path : listed) {
            var key = Map.of("Idempotency-Key", "once-" + suffix);
            var body = requireNonNull(bodies.get(path));
            var first = id(ask(path, ann, key, body));
            assertThat(id(ask(path, ann, key, body))).as(path).isEqualTo(first);
            // Another key of the same person is another scope too.
            for (var other : Stream.concat(strangers.stream(), Stream.of(second)).toList()) {
                var same = id(ask(path, other, key, body));
                assertThat(same).as("%s by %s", path, other.caller).isNotEqualTo(first);
            }
            var changed = body.replace("once", "changed");
            var own = Map.of("Idempotency-Key", "own-" + suffix);
            ask(path, ann, own, body);
            ask(path, bob, own, changed);
            assertThat(code(house.send("POST", path, ann.key, own, changed)))
                    .as(path)
                    .isEqualTo("idempotency_mismatch");
        }
    }

    @Test
    void aListOfKeysHoldsNoneOfOthers() throws Exception {
        for (var stranger : strangers) {
            for (var page : List.of("", "&after=" + ann.id, "&after=" + bob.id)) {
                var list = house.get("/api/v1/keys?limit=100" + page, stranger.key);
                assertThat(list.statusCode()).isEqualTo(200);
                assertThat(list.body()).doesNotContain(ann.id, spare.id, chief.id);
            }
            assertThat(house.get("/api/v1/keys?after=" + spare.id, stranger.key).body())
                    .isEqualTo(
                            house.get("/api/v1/keys?after=" + unlike(spare.id), stranger.key)
                                    .body());
        }
        assertThat(house.get("/api/v1/keys?limit=100", chief.key).body())
                .contains(ann.id, bob.id)
                .doesNotContain(strangers.getLast().id, away);
    }

    @Test
    void nobodyMakesAKeyForAnotherTenant() throws Exception {
        for (var stranger : strangers) {
            var there = makeKey(stranger, home);
            assertThat(there.statusCode()).isEqualTo(403);
            assertThat(there.body()).isEqualTo(makeKey(stranger, "no-" + suffix).body());
        }
    }

    private HttpResponse<String> makeKey(Person by, String tenant) throws Exception {
        return house.post(
                "/api/v1/keys", by.key, "{\"name\":\"own\",\"tenant\":\"" + tenant + "\"}");
    }

    @Test
    void theUsageOfOthersIsTheUsageOfNobody() throws Exception {
        var usage = "/api/v1/analytics/usage?group_by=key";
        await().atMost(PATIENCE)
                .until(() -> house.get(usage, ann.key).body(), body -> body.contains(ann.id));
        var filters = new ArrayList<>(List.of("key=" + ann.id, "tenant=" + home + "&user=ann"));
        for (var stranger : strangers) {
            assertThat(house.get(usage, stranger.key).body()).doesNotContain(ann.id);
            for (var filter : filters) {
                var answer = house.get(usage + "&" + filter, stranger.key);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(json(answer).path("data"))
                        .as("%s %s", filter, stranger.caller)
                        .isEmpty();
                var unknown = house.get(usage + "&tenant=no&user=no", stranger.key);
                assertThat(json(answer).path("totals")).isEqualTo(json(unknown).path("totals"));
            }
        }
        assertThat(json(house.get(usage + "&user=ann", bob.key)).path("data")).isEmpty();
        assertThat(house.get(usage + "&user=ann", chief.key).body()).contains(ann.id);
    }

    /** One way to ask for one thing of Ann's. */
    private final class Crossing {
        private final String service;
        private final String method;
        private final String path;
        private final Crossed crossed;
        private final Way way;
        private final String id;

        Crossing(String route, Crossed crossed, Way way, String id) {
            var parts = route.split(" ", -1);
            this.service = parts[0];
            this.method = parts[1];
            this.path = parts[2];
            this.crossed = crossed;
            this.way = way;
            this.id = id;
        }

        Crossing with(String other) {
            return new Crossing(service + " " + method + " " + path, crossed, way, other);
        }

        String address() {
            return filled(path + way.query());
        }

        HttpResponse<String> sentBy(Person person) throws Exception {
            if (!service.equals("api-gateway")) {
                return InTheHouse.ask(house.house(), service, person.caller, method, address());
            }
            var headers =
                    way.headers().entrySet().stream()
                            .collect(
                                    Collectors.toMap(Map.Entry::getKey, e -> filled(e.getValue())));
            return house.send(method, address(), person.key, headers, "");
        }

        private String filled(String text) {
            var bare = id.replace("chatcmpl-", "");
            return text.replace("{id}", id)
                    .replace("{event}", event.startsWith(bare) ? event : bare + ".0.0");
        }

        @Override
        public String toString() {
            return service + " " + method + " " + address() + " " + way.headers().keySet();
        }
    }

    /** What reads before what ends. */
    private List<Crossing> crossings() {
        var crossings = new ArrayList<Crossing>();
        IdRoutes.LISTED.forEach(
                (route, listed) -> {
                    if (listed instanceof Crossed crossed) {
                        for (var id : requireNonNull(requireNonNull(ids).get(crossed.thing()))) {
                            for (var way : crossed.ways()) {
                                crossings.add(new Crossing(route, crossed, way, id));
                            }
                        }
                    }
                });
        crossings.sort(Comparator.comparing(crossing -> !crossing.method.equals("GET")));
        return crossings;
    }

    /** The same id but for its last digits: nothing has it. */
    private static String unlike(String id) {
        var end = id.contains(".") ? id.indexOf('.') : id.length();
        var digit = id.charAt(end - 1) == '0' ? '1' : '0';
        return id.substring(0, end - 1) + digit + id.substring(end);
    }

    private Person person(String tenant, String user, boolean admin) {
        var key = house.newKey(tenant, user, admin);
        var id = key.path("id").asString();
        var scopes = admin ? Set.of(Caller.ADMIN) : Set.<String>of();
        return new Person(
                id,
                key.path("key").asString(),
                new Caller(tenant, "default", user, id, scopes, List.of()));
    }

    private HttpResponse<String> ask(
            String path, Person by, Map<String, String> headers, String body) throws Exception {
        var answer = house.send("POST", path, by.key, headers, body);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isIn(200, 202);
        return answer;
    }

    private static String id(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-request-id").orElseThrow();
    }

    private static String code(HttpResponse<String> answer) {
        return json(answer).path("error").path("code").asString("");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private static String chat(String prompt, boolean stream) {
        return """
               {"model": "auto", "stream": %s, "messages": [{"role": "user", "content": "%s"}]}"""
                .formatted(stream, prompt);
    }
}
