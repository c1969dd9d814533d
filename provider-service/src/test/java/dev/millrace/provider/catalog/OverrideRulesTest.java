package dev.millrace.provider.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.Operation;
import dev.millrace.events.Price;
import dev.millrace.events.PriceTier;
import dev.millrace.provider.attempt.Json;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class OverrideRulesTest {

    private static ModelOverride read(String json) {
        return OverrideRules.read((ObjectNode) Json.MAPPER.readTree(json));
    }

    /** Names what cannot be kept, where it stands. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prize': {}}                              | prize                  | UNSUPPORTED_PARAMETER",
                "{'offered': 'yes'}                         | offered                | INVALID_TYPE",
                "{'operations': []}                         | operations             | INVALID_VALUE",
                "{'operations': ['sing']}                   | operations[0]          | INVALID_VALUE",
                "{'capabilities': null}                     | capabilities           | INVALID_TYPE",
                "{'capabilities': ['tools', 7]}             | capabilities[1]        | INVALID_TYPE",
                "{'capabilities': ['Tools']}                | capabilities[0]        | INVALID_VALUE",
                "{'context_window': '8k'}                   | context_window         | INVALID_TYPE",
                "{'context_window': 0}                      | context_window         | INVALID_VALUE",
                "{'max_output_tokens': 99999999999999999999} | max_output_tokens     | INVALID_VALUE",
                "{'deprecated_at': 5}                       | deprecated_at          | INVALID_TYPE",
                "{'deprecated_at': 'soon'}                  | deprecated_at          | INVALID_VALUE",
                "{'retires_at': '2026-02-30'}               | retires_at             | INVALID_VALUE",
                "{'deprecated_at': '2026-02-02', 'retires_at': '2026-02-01'} | retires_at | INVALID_VALUE",
                "{'price': '5'}                             | price                  | INVALID_TYPE",
                "{'price': {'input': '1', 'output': '1'}}   | price.currency         | MISSING_REQUIRED_PARAMETER",
                "{'price': {'currency': 'usd', 'input': '1', 'output': '1'}} | price.currency | INVALID_VALUE",
                "{'price': {'currency': 'USD', 'output': '1'}} | price.input         | MISSING_REQUIRED_PARAMETER",
                "{'price': {'currency': 'USD', 'input': 1.5, 'output': '1'}} | price.input | INVALID_TYPE",
                "{'price': {'currency': 'USD', 'input': '1', 'output': '-1'}} | price.output | INVALID_VALUE",
                "{'price': {'currency': 'USD', 'input': '1', 'output': '1e3'}} | price.output | INVALID_VALUE",
                "{'price': {'currency': 'USD', 'input': '0.0000000001', 'output': '1'}} | price.input | INVALID_VALUE",
                "{'price': {'currency': 'USD', 'input': '1', 'output': '1', 'per': '1'}} | price.per | UNSUPPORTED_PARAMETER",
                "{'price': {'currency': 'USD', 'input': '1', 'output': '1', 'tiers': {}}} | price.tiers | INVALID_TYPE",
            })
    void whatCannotBeKeptIsNamed(String json, String param, ErrorCode code) {
        refused(json.replace('\'', '"'), param, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7                                                  | price.tiers[1]                    | INVALID_TYPE",
                "{'input': '1', 'output': '1'}                      | price.tiers[1].above_input_tokens | MISSING_REQUIRED_PARAMETER",
                "{'above_input_tokens': 9, 'input': '1'}            | price.tiers[1].output             | MISSING_REQUIRED_PARAMETER",
                "{'above_input_tokens': -9, 'input': '1', 'output': '1'} | price.tiers[1].above_input_tokens | INVALID_VALUE",
                "{'service_tier': '', 'input': '1', 'output': '1'}  | price.tiers[1].service_tier       | INVALID_VALUE",
                "{'service_tier': 'FLEX', 'input': '1', 'output': '1'} | price.tiers[1]                 | INVALID_VALUE",
                "{'service_tier': 'flex', 'until': 1, 'input': '1', 'output': '1'} | price.tiers[1].until | UNSUPPORTED_PARAMETER",
            })
    void aTierThatCannotBeKeptIsNamed(String tier, String param, ErrorCode code) {
        String json =
                "{'price': {'currency': 'USD', 'input': '1', 'output': '1', 'tiers': "
                        + "[{'service_tier': 'flex', 'input': '1', 'output': '1'}, "
                        + tier
                        + "]}}";
        refused(json.replace('\'', '"'), param, code);
    }

    private static void refused(String json, @Nullable String param, ErrorCode code) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.param()).isEqualTo(param);
                            assertThat(e.code()).isEqualTo(code);
                        });
    }

    /** Through the API, the database and back every price is the same to the nano-unit. */
    @Test
    void anyPriceComesBackAsItWasGiven() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<PriceTier> tiers = new ArrayList<>();
            for (int t = random.nextInt(4); t > 0; t--) {
                tiers.add(
                        new PriceTier(
                                t * (1L + random.nextInt(100_000)) + 100_000L * t,
                                random.nextBoolean() ? "" : "flex",
                                nanos(random),
                                nanos(random),
                                random.nextBoolean() ? null : nanos(random),
                                random.nextBoolean() ? null : nanos(random)));
            }
            Price price =
                    new Price(
                            random.nextBoolean() ? "USD" : "CNY",
                            nanos(random),
                            nanos(random),
                            random.nextBoolean() ? null : nanos(random),
                            random.nextBoolean() ? null : nanos(random),
                            tiers);
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.set("price", PriceJson.write(price));
            ModelOverride override = read(body.toString());
            Model model = override.over(Model.unknown("p", "m", Operation.CHAT, List.of()));
            assertThat(Objects.requireNonNull(model.price()))
                    .as("seed %d, try %d", seed, i)
                    .isEqualTo(price);
        }
    }

    private static long nanos(Random random) {
        return random.nextLong(0, 1L << random.nextInt(1, 49));
    }
}
