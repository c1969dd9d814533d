package dev.millrace.router.catalog;

import static dev.millrace.router.Samples.NOON;
import static dev.millrace.router.Samples.health;
import static dev.millrace.router.Samples.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.ModelOffered;
import dev.millrace.events.ProviderHealth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogViewTest {

    private final CatalogView view = new CatalogView();

    @Test
    void aNameStandsForEveryProviderThatOffersIt() {
        announce(offer("beta", "m").build());
        announce(offer("alpha", "m").setSince(NOON.plusSeconds(1)).build());
        announce(offer("alpha", "other").build());

        assertThat(view.get().named("m"))
                .extracting(Offer::provider)
                .containsExactly("beta", "alpha");
        assertThat(view.get().named("alpha/m"))
                .extracting(Offer::provider)
                .containsExactly("alpha");
        assertThat(view.get().named("nobody")).isEmpty();
    }

    @Test
    void aModelWhoseNameHoldsASlashIsFoundByItsPlainName() {
        announce(offer("openrouter", "meta/llama").build());

        assertThat(view.get().named("meta/llama"))
                .extracting(Offer::provider)
                .containsExactly("openrouter");
        assertThat(view.get().named("openrouter/meta/llama")).hasSize(1);
    }

    @Test
    void healthyComesBeforeDegradedBeforeDownAndRealBeforeSimulated() {
        announce(offer("simulated", "m").setSimulated(true).build());
        announce(offer("down", "m").build());
        announce(offer("degraded", "m").build());
        announce(offer("healthy", "m").build());
        view.on("health/down", health("down", ProviderHealth.DOWN));
        view.on("health/degraded", health("degraded", ProviderHealth.DEGRADED));

        assertThat(view.get().named("m"))
                .extracting(Offer::provider)
                .containsExactly("healthy", "degraded", "down", "simulated");
    }

    @Test
    void whatIsWithdrawnIsGoneAndForgottenHealthIsGood() {
        announce(offer("alpha", "m").build());
        announce(offer("beta", "m").build());
        view.on("health/alpha", health("alpha", ProviderHealth.DOWN));
        assertThat(view.get().named("m").getFirst().provider()).isEqualTo("beta");

        view.on("health/alpha", null);
        view.on("model/beta/m", null);

        assertThat(view.get().named("m"))
                .extracting(Offer::health)
                .containsExactly(ProviderHealth.HEALTHY);
    }

    @Test
    void theOrderOfTheCatalogDoesNotDependOnTheOrderOfTheLog() {
        List<ModelOffered> offers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            offers.add(offer("p" + i % 7, "m" + i).setSince(NOON.plusSeconds(i % 3)).build());
        }
        offers.forEach(this::announce);
        List<Offer> expected = view.get().offers();
        for (long seed = 0; seed < 100; seed++) {
            Collections.shuffle(offers, new Random(seed));
            CatalogView other = new CatalogView();
            offers.forEach(offer -> other.on(key(offer), offer));
            assertThat(other.get().offers()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void anOfferOfATenantIsSeenByThatTenantAlone() {
        Offer own =
                Offer.of(
                        offer("own", "m")
                                .setOwner(new dev.millrace.events.Owner("acme", "t", "u"))
                                .build(),
                        ProviderHealth.HEALTHY);

        assertThat(own.visibleTo("acme")).isTrue();
        assertThat(own.visibleTo("default")).isFalse();
        assertThat(Offer.of(offer("p", "m").build(), ProviderHealth.HEALTHY).visibleTo("acme"))
                .isTrue();
    }

    private void announce(ModelOffered offer) {
        view.on(key(offer), offer);
    }

    private static String key(ModelOffered offer) {
        return "model/" + offer.getProvider() + "/" + offer.getModel();
    }
}
