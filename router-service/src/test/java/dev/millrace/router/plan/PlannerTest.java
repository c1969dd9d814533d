package dev.millrace.router.plan;

import static dev.millrace.router.Samples.NO_GROUPS;
import static dev.millrace.router.Samples.authority;
import static dev.millrace.router.Samples.chat;
import static dev.millrace.router.Samples.head;
import static dev.millrace.router.Samples.health;
import static dev.millrace.router.Samples.offer;
import static dev.millrace.router.Samples.price;
import static dev.millrace.router.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.ChunkRoute;
import dev.millrace.events.Lane;
import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.Plan;
import dev.millrace.events.ProviderHealth;
import dev.millrace.events.RequestAccepted;
import dev.millrace.events.RequestHead;
import dev.millrace.events.RetrievalRequest;
import dev.millrace.router.catalog.CatalogView;
import dev.millrace.router.classification.Classifier;
import dev.millrace.router.plan.Decision.Planned;
import dev.millrace.router.plan.Decision.Refused;
import dev.millrace.router.policy.Policy;
import dev.millrace.web.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final ByteBuffer SEALED = ByteBuffer.wrap(new byte[] {1, 2, 3});

    private final CatalogView catalog = new CatalogView();
    private final MemoryContent content = new MemoryContent();
    private final Planner planner =
            new Planner(Policy.FIRST, catalog, NO_GROUPS, new Classifier(content));

    @BeforeEach
    void offerSomeModels() {
        announce(
                offer("alpha", "small").setPrice(price("USD", 0, 1)).build(),
                offer("alpha", "large").setPrice(price("USD", 5, 30)).build(),
                offer("beta", "small").setPrice(price("USD", 0, 1)).build(),
                offer("beta", "vectors").setOperations(List.of(Operation.EMBEDDINGS)).build());
    }

    @Test
    void aNamedModelGoesToEveryProviderThatOffersIt() {
        Plan plan = plan(head("small").build());

        assertThat(names(plan)).containsExactly("alpha/small", "beta/small");
        assertThat(plan.getProcessors()).containsExactly("honest-ending");
        assertThat(plan.getChunkRoute()).isEqualTo(ChunkRoute.DIRECT);
        assertThat(plan.getFeatures()).isEmpty();
        assertThat(plan.getPolicy()).isEqualTo("named-1");
    }

    @Test
    void aQualifiedNameGoesToThatProviderAlone() {
        assertThat(names(plan(head("beta/small").build()))).containsExactly("beta/small");
    }

    @Test
    void aNamedModelIsPlannedWithoutALookIntoTheBody() {
        RequestAccepted unreadable =
                RequestAccepted.newBuilder()
                        .setHead(head("small").build())
                        .setBodyReference("gone")
                        .build();

        assertThat(planner.decide(unreadable)).isInstanceOf(Planned.class);
        assertThat(content.questions()).isZero();
    }

    @Test
    void healthyProvidersComeFirstAndTheReasonSaysWhy() {
        catalog.on("health/alpha", health("alpha", ProviderHealth.DOWN));

        Plan plan = plan(head("small").build());

        assertThat(names(plan)).containsExactly("beta/small", "alpha/small");
        assertThat(plan.getCandidates().getLast().getReason()).contains("provider down");
    }

    @Test
    void aProviderThatAnnouncesWhatIsNeededComesFirst() {
        announce(offer("gamma", "small").setCapabilities(List.of("vision")).build());

        Plan plan = plan(head("small").setNeeds(List.of("vision")).build());

        assertThat(names(plan)).containsExactly("gamma/small", "alpha/small", "beta/small");
    }

    @Test
    void aModelThatThinksAloudGetsItsThinkingTakenOut() {
        announce(offer("gamma", "thinker").setCapabilities(List.of("think_tags")).build());

        Plan plan = plan(head("thinker").build());

        assertThat(plan.getProcessors()).containsExactly("reasoning", "honest-ending");
        assertThat(plan.getChunkRoute()).isEqualTo(ChunkRoute.POSTPROCESS);
    }

    @Test
    void autoTakesTheCheapForTheLightAndTheStrongForTheHard() {
        Plan light = plan(request(head("auto").build(), chat("Good morning!")));
        Plan hard =
                plan(request(head("auto").build(), chat("Prove by code in Python: 12 + 7 = 19.")));

        assertThat(names(light).getFirst()).isEqualTo("alpha/small");
        assertThat(names(hard).getFirst()).isEqualTo("alpha/large");
        assertThat(hard.getReasons().getFirst()).contains("hard", "about code", "reasoning");
        assertThat(hard.getFeatures()).containsEntry("code", "true").containsEntry("turns", "1");
        assertThat(hard.getPolicy()).isEqualTo("auto-1");
    }

    @Test
    void theSameRequestIsPlannedTheSameWayTwice() {
        RequestAccepted request = request(head("auto").build(), chat("Why is 2 + 2 four?"));

        assertThat(planner.decide(request)).isEqualTo(planner.decide(request));
    }

    @Test
    void vectorsComeFromOneModelWhoeverOffersIt() {
        announce(
                offer("gamma", "vectors").setOperations(List.of(Operation.EMBEDDINGS)).build(),
                offer("gamma", "others").setOperations(List.of(Operation.EMBEDDINGS)).build());

        Plan plan =
                plan(
                        request(
                                head("auto").setOperation(Operation.EMBEDDINGS).build(),
                                "{\"input\":\"text\"}"));

        assertThat(plan.getCandidates()).extracting(Candidate::getModel).containsOnly("vectors");
        assertThat(plan.getCandidates()).hasSize(2);
    }

    @Test
    void retrievalIsHandedOn() {
        RetrievalRequest wanted = new RetrievalRequest("handbook", 4, null);
        RequestAccepted request =
                RequestAccepted.newBuilder()
                        .setHead(head("small").build())
                        .setRetrieval(wanted)
                        .build();

        assertThat(plan(request).getRetrieval()).contains(wanted);
    }

    @Test
    void aGroundedAnswersCitationsAreCheckedAndItsStreamStillGoesStraightToItsReader() {
        RequestAccepted request =
                RequestAccepted.newBuilder()
                        .setHead(head("small").build())
                        .setRetrieval(new RetrievalRequest("handbook", null, null))
                        .build();

        assertThat(plan(request).getProcessors()).containsExactly("honest-ending", "citations");
        assertThat(plan(request).getChunkRoute()).isEqualTo(ChunkRoute.DIRECT);
        assertThat(plan(head("small").build()).getProcessors()).doesNotContain("citations");
    }

    @Test
    void anEmbeddingIsNotGrounded() {
        RequestAccepted request =
                RequestAccepted.newBuilder()
                        .setHead(head("vectors").setOperation(Operation.EMBEDDINGS).build())
                        .setRetrieval(new RetrievalRequest("handbook", null, null))
                        .build();

        assertThat(planner.decide(request))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.param()).isEqualTo("retrieval"));
    }

    @Test
    void autoTakesAnEmbedderThatSeesOnlyWordsWhenThereIsNoOther() {
        CatalogView view = new CatalogView();
        ModelOffered.Builder free =
                offer("offline", "lexical-384")
                        .setOperations(List.of(Operation.EMBEDDINGS))
                        .setCapabilities(List.of("lexical"))
                        .setPrice(price("USD", 0, 0));
        ModelOffered.Builder made =
                offer("simulator", "made-up")
                        .setOperations(List.of(Operation.EMBEDDINGS))
                        .setSimulated(true);
        view.on("model/offline/lexical-384", free.build());
        view.on("model/simulator/made-up", made.build());
        Planner small = new Planner(Policy.FIRST, view, NO_GROUPS, new Classifier(content));
        RequestAccepted request =
                request(
                        head("auto").setOperation(Operation.EMBEDDINGS).build(),
                        "{\"model\":\"auto\",\"input\":\"a\"}");

        assertThat(((Planned) small.decide(request)).plan().getCandidates())
                .extracting(Candidate::getModel)
                .containsExactly("lexical-384");

        ModelOffered.Builder real =
                offer("openai", "real")
                        .setOperations(List.of(Operation.EMBEDDINGS))
                        .setPrice(price("USD", 50, 0));
        view.on("model/openai/real", real.build());
        assertThat(((Planned) small.decide(request)).plan().getCandidates())
                .extracting(Candidate::getModel)
                .containsExactly("real");
    }

    @Test
    void whatNobodyOffersIsNotFound() {
        assertThat(refusal(head("nothing").build()).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(refusal(head("small").setOperation(Operation.EMBEDDINGS).build()).code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(refusal(head("vectors").build()).param()).isEqualTo("model");
    }

    @Test
    void authorityLimitsNamedModelsAndAuto() {
        RequestHead.Builder limited = head("large").setAuthority(authority("*small"));
        assertThat(refusal(limited.build()).code()).isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);

        Plan auto =
                plan(
                        request(
                                head("auto").setAuthority(authority("beta/*")).build(),
                                chat("Prove by code in Python: 12 + 7")));
        assertThat(names(auto)).containsExactly("beta/small");
        assertThat(refusal(head("auto").setAuthority(authority("auto")).build()).code())
                .isEqualTo(ErrorCode.MODEL_NOT_ALLOWED);
    }

    @Test
    void aLaneThatIsNotAllowedIsRefused() {
        Authority bulkOnly =
                Authority.newBuilder(authority()).setAllowedLanes(List.of(Lane.BULK)).build();

        assertThat(refusal(head("small").setAuthority(bulkOnly).build()).code())
                .isEqualTo(ErrorCode.LANE_NOT_ALLOWED);
    }

    @Test
    void anotherTenantsOfferDoesNotExist() {
        announce(offer("own", "secret").setOwner(new Owner("acme", "t", "u")).build());

        assertThat(refusal(head("secret").build()).code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    @Test
    void autoSaysWhatIsMissing() {
        Refused refused = refusal(head("auto").setNeeds(List.of("vision")).build());

        assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER);
        assertThat(refused.param()).isEqualTo("messages");
        assertThat(refused.detail()).contains("vision");
    }

    @Test
    void autoSaysWhenTheTextIsTooLong() {
        CatalogView small = new CatalogView();
        small.on("model/p/m", offer("p", "m").setContextWindow(100L).build());
        Planner narrow = new Planner(Policy.FIRST, small, NO_GROUPS, new Classifier(content));

        Decision decision =
                narrow.decide(request(head("auto").build(), chat("long text ".repeat(1_000))));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED));
    }

    @Test
    void autoJudgesAStoredBodyBySizeAndAnUnreadableOneByItsHead() {
        String name = content.put(new byte[2_000_000]);
        RequestAccepted stored =
                RequestAccepted.newBuilder()
                        .setHead(head("auto").build())
                        .setBodyReference(name)
                        .build();
        RequestAccepted gone =
                RequestAccepted.newBuilder(stored).setBodyReference("nowhere").build();
        RequestAccepted sealed =
                RequestAccepted.newBuilder().setHead(head("auto").build()).setBody(SEALED).build();

        assertThat(plan(stored).getFeatures()).containsEntry("input_tokens", "500000");
        assertThat(plan(stored).getReasons()).anyMatch(reason -> reason.contains("size alone"));
        assertThat(plan(gone).getCandidates()).isNotEmpty();
        assertThat(plan(sealed).getCandidates()).isNotEmpty();
    }

    private static List<String> names(Plan plan) {
        return plan.getCandidates().stream()
                .map(one -> one.getProvider() + "/" + one.getModel())
                .toList();
    }

    private Plan plan(RequestHead head) {
        return plan(request(head, chat("Hello")));
    }

    private Plan plan(RequestAccepted request) {
        return switch (planner.decide(request)) {
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
