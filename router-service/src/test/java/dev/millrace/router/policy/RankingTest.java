package dev.millrace.router.policy;

import static dev.millrace.router.Samples.NOON;
import static dev.millrace.router.Samples.health;
import static dev.millrace.router.Samples.offer;
import static dev.millrace.router.Samples.price;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.Operation;
import dev.millrace.events.ProviderHealth;
import dev.millrace.router.catalog.CatalogView;
import dev.millrace.router.catalog.Offer;
import dev.millrace.router.classification.Features;
import dev.millrace.router.classification.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingTest {

    private static final ModelOffered CHEAP =
            offer("p", "cheap").setPrice(price("USD", 0, 0)).build();
    private static final ModelOffered MIDDLE =
            offer("p", "middle").setPrice(price("USD", 2, 10)).build();
    private static final ModelOffered DEAR =
            offer("p", "dear")
                    .setPrice(price("USD", 5, 30))
                    .setCapabilities(List.of("tools", "reasoning"))
                    .build();

    private final CatalogView catalog = new CatalogView();

    @Test
    void theHarderTheRequestTheDearerTheModel() {
        announce(CHEAP, MIDDLE, DEAR);

        assertThat(best(light())).isEqualTo("cheap");
        assertThat(best(chat(false, true, false, 10))).isEqualTo("middle");
        assertThat(best(chat(true, true, false, 10))).isEqualTo("dear");
    }

    @Test
    void aPriceInAnotherCurrencyHasItsOwnBounds() {
        announce(offer("p", "yuan").setPrice(price("CNY", 2, 8)).build());

        assertThat(rank(light()).candidates().getFirst().reason()).contains("economy price");
    }

    @Test
    void anUnknownPriceCountsAsTheMiddleAndSaysSo() {
        announce(offer("p", "unpriced").build(), MIDDLE);

        Ranking ranking = rank(chat(false, true, false, 10));

        assertThat(ranking.candidates())
                .extracting(one -> one.offer().model())
                .containsExactly("middle", "unpriced");
        assertThat(ranking.candidates().getLast().reason()).contains("price unknown");
    }

    @Test
    void whatCannotDoWhatIsNeededIsLeftOut() {
        announce(CHEAP, offer("p", "seer").setCapabilities(List.of("vision")).build());

        Ranking ranking = rank(needing("vision"));

        assertThat(ranking.candidates())
                .extracting(one -> one.offer().model())
                .containsExactly("seer");
        assertThat(ranking.withoutCapability()).isEqualTo(1);
    }

    @Test
    void anOfferThatAnnouncesNoCapabilityStandsBehindOneThatHasIt() {
        announce(
                offer("p", "silent").setCapabilities(List.of()).build(),
                offer("p", "tooled").build());

        assertThat(rank(needing("tools")).candidates())
                .extracting(one -> one.offer().model())
                .containsExactly("tooled", "silent");
    }

    @Test
    void whatTakesNoSchemaIsToldInOtherWaysAndStandsBehindWhatTakesOne() {
        announce(
                offer("p", "plain").setCapabilities(List.of("tools")).build(),
                offer("p", "dear")
                        .setPrice(price("USD", 5, 30))
                        .setCapabilities(List.of("json_schema"))
                        .build());

        Ranking ranking = rank(needing("json_schema"));

        assertThat(ranking.withoutCapability()).isZero();
        assertThat(ranking.candidates())
                .extracting(one -> one.offer().model())
                .containsExactly("dear", "plain");
        assertThat(ranking.candidates().getFirst().reason()).doesNotContain("schema");
        assertThat(ranking.candidates().getLast().reason()).contains("takes no JSON schema");
    }

    @Test
    void theContextWindowDecidesOnlyWhenItIsCertainlyTooSmall() {
        announce(
                offer("p", "tiny").setContextWindow(1_000L).build(),
                offer("p", "tight").setContextWindow(8_000L).build(),
                offer("p", "roomy").setContextWindow(100_000L).build());

        Ranking ranking = rank(chat(false, false, false, 10_000));

        assertThat(ranking.candidates())
                .extracting(one -> one.offer().model())
                .containsExactly("roomy", "tight");
        assertThat(ranking.tooSmall()).isEqualTo(1);
    }

    @Test
    void aSimulatedModelStepsInOnlyWhenNothingElseFits() {
        ModelOffered simulator =
                offer("simulator", "sim")
                        .setSimulated(true)
                        .setCapabilities(List.of("vision", "tools"))
                        .build();
        announce(simulator, MIDDLE);

        assertThat(rank(light()).candidates())
                .extracting(one -> one.offer().model())
                .containsExactly("middle");
        assertThat(rank(needing("vision")).candidates().getFirst().reason()).contains("made up");
    }

    @Test
    void anIllProviderIsTheLastResort() {
        announce(
                offer("ill", "cheap").setPrice(price("USD", 0, 0)).build(),
                offer("weak", "cheap").setPrice(price("USD", 0, 0)).build(),
                offer("well", "dear").setPrice(price("USD", 5, 30)).build(),
                offer("well", "cheap").setPrice(price("USD", 0, 0)).build());
        catalog.on("health/ill", health("ill", ProviderHealth.DOWN));
        catalog.on("health/weak", health("weak", ProviderHealth.DEGRADED));

        assertThat(rank(light()).candidates())
                .extracting(one -> one.offer().name())
                .containsExactly("well/cheap", "weak/cheap", "well/dear", "ill/cheap");
    }

    @Test
    void aDeprecatedModelStandsBehindOthersEvenOfAnotherPrice() {
        announce(
                offer("p", "old").setPrice(price("USD", 0, 0)).setDeprecatedAt(NOON).build(),
                offer("p", "soon")
                        .setPrice(price("USD", 0, 0))
                        .setDeprecatedAt(NOON.plusMillis(1))
                        .build(),
                DEAR);

        Ranking ranking = rank(light());

        assertThat(ranking.candidates())
                .extracting(one -> one.offer().model())
                .containsExactly("soon", "dear", "old");
        assertThat(ranking.candidates().getLast().reason()).contains("deprecated by its vendor");
    }

    @Test
    void aRetiredModelIsNotChosen() {
        announce(
                offer("p", "gone").setRetiresAt(NOON).build(),
                offer("p", "going").setRetiresAt(NOON.plusMillis(1)).build());

        Ranking ranking = rank(light());

        assertThat(ranking.candidates())
                .extracting(one -> one.offer().model())
                .containsExactly("going");
        assertThat(ranking.retired()).isEqualTo(1);
    }

    @Test
    void embeddingsAreNeverHard() {
        announce(CHEAP, DEAR);
        Features features =
                new Features(
                        Operation.EMBEDDINGS,
                        20_000,
                        0,
                        0,
                        true,
                        true,
                        true,
                        Question.EXPLAIN,
                        9,
                        List.of(),
                        true);

        assertThat(best(features)).isEqualTo("cheap");
    }

    @Test
    void anyRankingIsSortedBoundedAndTheSameTwice() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            CatalogView many = new CatalogView();
            for (int i = 0; i < random.nextInt(30); i++) {
                ModelOffered.Builder offer =
                        offer("p" + random.nextInt(4), "m" + i)
                                .setSimulated(random.nextInt(5) == 0)
                                .setCapabilities(
                                        random.nextBoolean() ? List.of() : List.of("tools"));
                if (random.nextBoolean()) {
                    offer.setPrice(price("USD", random.nextInt(10), random.nextInt(40)));
                }
                if (random.nextBoolean()) {
                    offer.setContextWindow((long) random.nextInt(50_000));
                }
                many.on("model/" + i, offer.build());
            }
            Features features =
                    chat(
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextInt(60_000));
            List<Offer> offers = many.get().offers();

            Ranking ranking = Ranking.of(features, offers, Policy.FIRST, NOON);

            List<Scored> candidates = new ArrayList<>(ranking.candidates());
            assertThat(candidates)
                    .as("seed %d", seed)
                    .hasSizeLessThanOrEqualTo(5)
                    .isSortedAccordingTo((a, b) -> Integer.compare(b.score(), a.score()));
            assertThat(candidates.stream().map(one -> one.offer().simulated()).distinct().count())
                    .as("seed %d: real and simulated never mix", seed)
                    .isLessThanOrEqualTo(1);
            assertThat(Ranking.of(features, offers, Policy.FIRST, NOON)).isEqualTo(ranking);
        }
    }

    @Test
    void everyNumberOfThePolicyIsExplained() {
        assertThat(Policy.FIRST.explained())
                .hasSize(20)
                .allSatisfy(one -> assertThat(one.meaning()).isNotBlank());
    }

    private String best(Features features) {
        return rank(features).candidates().getFirst().offer().model();
    }

    private Ranking rank(Features features) {
        return Ranking.of(features, catalog.get().offers(), Policy.FIRST, NOON);
    }

    private void announce(ModelOffered... offers) {
        for (ModelOffered offer : offers) {
            catalog.on("model/" + offer.getProvider() + "/" + offer.getModel(), offer);
        }
    }

    private static Features light() {
        return chat(false, false, false, 10);
    }

    private static Features chat(boolean code, boolean reasoning, boolean arithmetic, long tokens) {
        return new Features(
                Operation.CHAT,
                tokens,
                0,
                0,
                code,
                arithmetic,
                reasoning,
                Question.OTHER,
                1,
                List.of(),
                true);
    }

    private static Features needing(String need) {
        return new Features(
                Operation.CHAT,
                10,
                0,
                0,
                false,
                false,
                false,
                Question.OTHER,
                1,
                List.of(need),
                true);
    }
}
