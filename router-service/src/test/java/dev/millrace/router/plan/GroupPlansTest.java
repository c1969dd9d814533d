package dev.millrace.router.plan;

import static dev.millrace.router.Samples.NOON;
import static dev.millrace.router.Samples.OWNER;
import static dev.millrace.router.Samples.authority;
import static dev.millrace.router.Samples.chat;
import static dev.millrace.router.Samples.head;
import static dev.millrace.router.Samples.health;
import static dev.millrace.router.Samples.offer;
import static dev.millrace.router.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.ChunkRoute;
import dev.millrace.events.ModelGroupSet;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.Plan;
import dev.millrace.events.ProviderHealth;
import dev.millrace.events.RequestHead;
import dev.millrace.router.catalog.CatalogView;
import dev.millrace.router.classification.Classifier;
import dev.millrace.router.group.GroupView;
import dev.millrace.router.group.Grouping;
import dev.millrace.router.group.Load;
import dev.millrace.router.plan.Decision.Planned;
import dev.millrace.router.plan.Decision.Refused;
import dev.millrace.router.policy.Policy;
import dev.millrace.web.error.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests that ask for model groups. */
class GroupPlansTest {

    private static final Owner ACME = new Owner("acme", "t", "u");

    private final CatalogView catalog = new CatalogView();
    private final GroupView groups = new GroupView();
    private final Map<String, Load> loads = new HashMap<>();
    private final Planner planner =
            new Planner(
                    Policy.FIRST,
                    catalog,
                    new Grouping(groups, offer -> loads.getOrDefault(offer.name(), Load.UNKNOWN)),
                    new Classifier(new MemoryContent()));

    @BeforeEach
    void offerSomeModels() {
        for (String provider : List.of("alpha", "beta", "gamma")) {
            announce(offer(provider, "small").build(), offer(provider, "large").build());
        }
    }

    @Test
    void aGroupsDeploymentsServeInTurnWithAllThatTheyBring() {
        set(
                "smart",
                """
                {'deployments':[{'provider':'alpha','model':'large','requests_per_minute':60,
                  'tokens_per_minute':9000,'concurrency':2,'defaults':{'temperature':0}}]}
                """);

        Plan plan = plan("smart");

        Candidate candidate = plan.getCandidates().getFirst();
        assertThat(plan.getCandidates()).hasSize(1);
        assertThat(plan.getModelGroup()).isEqualTo("smart");
        assertThat(plan.getPolicy()).isEqualTo("group-1");
        assertThat(plan.getReasons()).first().asString().contains("'smart' has 1 deployment");
        assertThat(candidate.getProvider() + "/" + candidate.getModel()).isEqualTo("alpha/large");
        assertThat(candidate.getUse()).isEqualTo(CandidateUse.ALWAYS);
        assertThat(candidate.getDeployment()).isEqualTo("smart:alpha/large");
        assertThat(candidate.getDefaults()).isEqualTo("{\"temperature\":0}");
        assertThat(candidate.getRequestsPerMinute()).contains(60L);
        assertThat(candidate.getTokensPerMinute()).contains(9_000L);
        assertThat(candidate.getConcurrency()).contains(2);
        assertThat(candidate.getReason()).isEqualTo("drawn by weight, 1 of 1");
    }

    @Test
    void overManyRequestsTheFirstFollowsTheWeightsAndARepeatIsTheSame() {
        set("g", deployments("alpha/small=7", "beta/small=2", "gamma/small=1"));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Double> shares = new HashMap<>();
        int requests = 3_000;
        for (int i = 0; i < requests; i++) {
            // As UUIDv7 of one moment: only the end differs.
            String id = "0199a000-0000-7000-8000-" + "%012x".formatted(random.nextInt(1 << 20));
            Plan plan = plan(head("g").setRequestId(id).build());
            assertThat(plan).isEqualTo(plan(head("g").setRequestId(id).build()));
            assertThat(plan.getCandidates()).hasSize(3);
            shares.merge(
                    plan.getCandidates().getFirst().getProvider(), 1.0 / requests, Double::sum);
        }
        assertThat(shares.get("alpha")).as("seed %s", seed).isCloseTo(0.7, within(0.05));
        assertThat(shares.get("beta")).as("seed %s", seed).isCloseTo(0.2, within(0.05));
        assertThat(shares.get("gamma")).as("seed %s", seed).isCloseTo(0.1, within(0.05));
    }

    @Test
    void aSlowOrFailingDeploymentIsPassedOverAndThePlanSaysSo() {
        set("g", deployments("alpha/small=1", "beta/small=1"));
        loads.put("alpha/small", new Load(900.0, 0.9));
        loads.put("beta/small", new Load(300.0, 0));

        int slow = 0;
        String why = "";
        for (int i = 0; i < 500; i++) {
            Candidate first =
                    plan(head("g").setRequestId(UUID.randomUUID().toString()).build())
                            .getCandidates()
                            .getFirst();
            slow += first.getProvider().equals("alpha") ? 1 : 0;
            why = first.getReason().contains("preferred") ? first.getReason() : why;
        }

        assertThat(slow).isBetween(1, 50);
        assertThat(why).contains("preferred to alpha/small");
    }

    @Test
    void fallbacksFollowEachForItsOwnPurpose() {
        set("spare", deployments("gamma/small=1"));
        set(
                "g",
                with(
                        deployments("alpha/small=1"),
                        "{'failure':['beta/small','spare'],'context_overflow':['alpha/large'],"
                                + "'content_policy':['beta/large']}"));

        Plan plan = plan("g");

        assertThat(names(plan))
                .containsExactly(
                        "alpha/small", "beta/small", "gamma/small", "alpha/large", "beta/large");
        assertThat(plan.getCandidates())
                .extracting(Candidate::getUse)
                .containsExactly(
                        CandidateUse.ALWAYS,
                        CandidateUse.ON_FAILURE,
                        CandidateUse.ON_FAILURE,
                        CandidateUse.ON_CONTEXT_OVERFLOW,
                        CandidateUse.ON_CONTENT_POLICY);
        assertThat(plan.getCandidates())
                .extracting(Candidate::getDeployment)
                .containsExactly("g:alpha/small", "", "spare:gamma/small", "", "");
        assertThat(plan.getCandidates().get(1).getReason())
                .isEqualTo("after a failure, by group 'g'");
        assertThat(plan.getCandidates().get(2).getReason())
                .contains("after a failure, by group 'g': of 'spare'");
    }

    @Test
    void fallbacksOfFallbacksFollowAndACircleThatCameAboutEnds() {
        set("a", with(deployments("alpha/small=1"), "{'failure':['b']}"));
        set("b", with(deployments("beta/small=1"), "{'failure':['c']}"));
        set("c", with(deployments("gamma/small=1"), "{'failure':['a']}"));

        assertThat(names(plan("a"))).containsExactly("alpha/small", "beta/small", "gamma/small");
    }

    @Test
    void whoIsDownGoesLastAndWhoLacksWhatIsNeededBeforeThat() {
        announce(offer("gamma", "small").setCapabilities(List.of("vision", "tools")).build());
        catalog.on("health/alpha", health("alpha", ProviderHealth.DOWN));
        set("g", with(deployments("alpha/small=5", "beta/small=5"), "{'failure':['gamma/small']}"));

        Plan plan = plan(head("g").setNeeds(List.of("vision")).build());

        assertThat(names(plan)).containsExactly("gamma/small", "beta/small", "alpha/small");
        assertThat(plan.getCandidates().get(1).getReason()).contains("does not announce");
        assertThat(plan.getCandidates().get(2).getReason()).contains("provider down");
    }

    @Test
    void aGroupComesBeforeWhatProvidersOfferAndAWildcardAfterIt() {
        set("small", deployments("gamma/large=1"));
        set("alpha/small", deployments("gamma/large=1"));
        set("beta/*", deployments("gamma/*=1"));
        set("*", deployments("gamma/large=1"));

        assertThat(names(plan("small"))).containsExactly("gamma/large");
        assertThat(names(plan("alpha/small"))).containsExactly("gamma/large");
        assertThat(names(plan("beta/small"))).containsExactly("beta/small");
        assertThat(names(plan("alpha/large"))).containsExactly("alpha/large");
        assertThat(names(plan("anything"))).containsExactly("gamma/large");
    }

    @Test
    void aStarTakesWhatMatchedAndTheMostExactNameWins() {
        set("mine/*", deployments("alpha/*=1"));
        set(
                "mine/sm*",
                with(
                        deployments("beta/sm*=1"),
                        "{'failure':['gamma/sm*'],'content_policy':['x*']}"));

        Plan exact = plan("mine/small");
        assertThat(names(exact)).containsExactly("beta/small", "gamma/small");
        assertThat(exact.getModelGroup()).isEqualTo("mine/sm*");
        assertThat(exact.getCandidates().getFirst().getDeployment())
                .as("one deployment, one limit, whatever its star took")
                .isEqualTo("mine/sm*:beta/sm*");
        assertThat(names(plan("mine/large"))).containsExactly("alpha/large");
        assertThat(refusal(head("mine/unknown").build()).code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(refusal(head("mine/*").build()).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    @Test
    void autoIsNeverAGroup() {
        set("*", deployments("gamma/large=1"));

        assertThat(plan("auto").getPolicy()).isEqualTo("auto-2");
    }

    @Test
    void aDeploymentNobodyOffersIsLeftOutAndTheReasonSaysSo() {
        announce(offer("beta", "vectors").setOperations(List.of(Operation.EMBEDDINGS)).build());
        set("g", deployments("alpha/gone=9", "beta/vectors=9", "beta/small=1"));

        Plan plan = plan("g");

        assertThat(names(plan)).containsExactly("beta/small");
        assertThat(plan.getReasons())
                .anyMatch(reason -> reason.contains("alpha/gone"))
                .anyMatch(reason -> reason.contains("beta/vectors"));
        set("empty", deployments("alpha/gone=9"));
        assertThat(refusal(head("empty").build()).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    @Test
    void aKeyForTheGroupMayUseAllThatStandsBehindIt() {
        set("g", with(deployments("alpha/small=1"), "{'failure':['beta/large']}"));

        assertThat(names(plan(head("g").setAuthority(authority("g")).build())))
                .containsExactly("alpha/small", "beta/large");
        assertThat(refusal(head("small").setAuthority(authority("g")).build()).code())
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
    }

    @Test
    void aKeyForModelsUsesOfAGroupWhatItMay() {
        set("g", deployments("alpha/small=1", "beta/small=1"));

        Plan plan = plan(head("g").setAuthority(authority("beta/*")).build());

        assertThat(names(plan)).containsExactly("beta/small");
        assertThat(plan.getReasons()).contains("Left out 1 that the key may not use.");
        assertThat(refusal(head("g").setAuthority(authority("other")).build()).code())
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
    }

    @Test
    void aKeyForAWildcardOrForANameItTakesMayUseIt() {
        set("fast/*", deployments("alpha/*=1"));

        for (String allowed : List.of("fast/*", "fast/small", "f*")) {
            assertThat(names(plan(head("fast/small").setAuthority(authority(allowed)).build())))
                    .as(allowed)
                    .containsExactly("alpha/small");
        }
        assertThat(refusal(head("fast/large").setAuthority(authority("fast/small")).build()).code())
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
    }

    @Test
    void aTenantsGroupIsItsOwnAndComesBeforeTheSharedOne() {
        set("g", deployments("alpha/small=1"));
        set("g", ACME, deployments("beta/small=1"));
        set("own", ACME, deployments("beta/small=1"));
        set("own*", ACME, deployments("beta/small=1"));
        Authority acme = Authority.newBuilder(authority()).setOwner(ACME).build();

        assertThat(names(plan("g"))).containsExactly("alpha/small");
        Plan plan = plan(head("g").setAuthority(acme).build());
        assertThat(names(plan)).containsExactly("beta/small");
        assertThat(plan.getCandidates().getFirst().getDeployment()).isEqualTo("g#acme:beta/small");
        for (String foreign : List.of("own", "g#acme", "own#acme", "owner")) {
            assertThat(refusal(head(foreign).build()).code())
                    .as(foreign)
                    .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        }
        assertThat(names(plan(head("owner").setAuthority(acme).build())))
                .containsExactly("beta/small");
    }

    @Test
    void aGroupReachesNoOtherTenantsOffer() {
        announce(offer("theirs", "secret").setOwner(ACME).build());
        set("g", with(deployments("theirs/secret=1"), "{'failure':['theirs/secret']}"));

        assertThat(refusal(head("g").build()).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    @Test
    void aFallbackThatThinksAloudGetsItsThinkingTakenOut() {
        announce(offer("gamma", "thinker").setCapabilities(List.of("think_tags")).build());
        set("g", with(deployments("alpha/small=1"), "{'failure':['gamma/thinker']}"));

        assertThat(plan("g").getChunkRoute()).isEqualTo(ChunkRoute.POSTPROCESS);
    }

    @Test
    void aWithdrawnGroupIsGone() {
        set("g", deployments("alpha/small=1"));
        groups.on("group/g", null);

        assertThat(refusal(head("g").build()).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    private void set(String name, String definition) {
        set(name, OWNER, definition);
    }

    private void set(String name, Owner owner, String definition) {
        boolean shared = owner.getTenant().equals("default");
        groups.on(
                "group/" + name + (shared ? "" : "#" + owner.getTenant()),
                new ModelGroupSet(name, owner, 1L, definition.replace('\'', '"'), NOON));
    }

    /** Each as `provider/model=weight`. */
    private static String deployments(String... all) {
        StringBuilder json = new StringBuilder("{'deployments':[");
        for (String one : all) {
            String[] parts = one.split("[/=]", -1);
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                    .append(
                            "{'provider':'%s','model':'%s','weight':%s}"
                                    .formatted((Object[]) parts));
        }
        return json.append("]}").toString();
    }

    private static String with(String definition, String fallbacks) {
        return definition.substring(0, definition.length() - 1) + ",'fallbacks':" + fallbacks + "}";
    }

    private static List<String> names(Plan plan) {
        return plan.getCandidates().stream()
                .map(one -> one.getProvider() + "/" + one.getModel())
                .toList();
    }

    private Plan plan(String model) {
        return plan(head(model).build());
    }

    private Plan plan(RequestHead head) {
        return switch (planner.decide(request(head, chat("Hello")))) {
            case Planned(Plan plan) -> plan;
            case Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    private Refused refusal(RequestHead head) {
        return switch (planner.decide(request(head, chat("Hello")))) {
            case Planned planned -> throw new AssertionError(planned.toString());
            case Refused refused -> refused;
        };
    }

    private void announce(ModelOffered... offers) {
        for (ModelOffered offer : offers) {
            catalog.on("model/" + offer.getProvider() + "/" + offer.getModel(), offer);
        }
    }
}
