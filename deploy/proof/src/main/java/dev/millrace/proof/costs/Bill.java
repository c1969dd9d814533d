package dev.millrace.proof.costs;

import dev.millrace.proof.costs.PricedCall.Kind;
import dev.millrace.proof.product.Product;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the calls of an upstream's log come to by the files of prices: the shipped one and what the
 * operator said. It shares no code with the product: decimals as they are written there, per call
 * rounded half up to billionths, as docs/usage.md says.
 */
final class Bill {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SHIPPED =
            "provider-service/src/main/resources/provider/models.json";
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** Prices by {@code provider/model}, as the files write them. */
    private final Map<String, JsonNode> prices = new HashMap<>();

    /** A price of a token kind: the words for it in both files. */
    private enum Rate {
        INPUT("input", "input"),
        OUTPUT("output", "output"),
        CACHED("cachedInput", "cached_input"),
        WRITTEN("cacheWriteInput", "cache_write_input");

        private final String shipped;
        private final String said;

        Rate(String shipped, String said) {
            this.shipped = shipped;
            this.said = said;
        }
    }

    /**
     * @param said what the operator said, by {@code provider/model}
     */
    Bill(Map<String, String> said) throws IOException {
        for (JsonNode row :
                JSON.readTree(Files.readString(Product.home().resolve(SHIPPED))).path("models")) {
            if (row.has("price")) {
                prices.put(
                        row.path("provider").asString() + "/" + row.path("model").asString(),
                        row.path("price"));
            }
        }
        said.forEach((id, body) -> prices.put(id, JSON.readTree(body).path("price")));
    }

    /** The calls of a log. */
    static List<PricedCall> read(Path log) throws IOException {
        List<PricedCall> calls = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            calls.add(JSON.readValue(line, PricedCall.class));
        }
        return calls;
    }

    /** By {@code provider/model}. */
    Map<String, Account> of(List<PricedCall> calls) {
        Map<String, Account> accounts = new TreeMap<>();
        for (PricedCall call : calls) {
            Account before = accounts.getOrDefault(call.id(), Account.EMPTY);
            accounts.put(call.id(), before.plus(account(call)));
        }
        return accounts;
    }

    private Account account(PricedCall call) {
        JsonNode price = prices.get(call.id());
        Map<String, BigDecimal> cost =
                price == null
                        ? Map.of()
                        : Map.of(price.path("currency").asString(), cost(call, price));
        boolean failed = call.kind() == Kind.REFUSED || call.kind() == Kind.BROKEN;
        return new Account(
                1,
                failed ? 1 : 0,
                call.kind() == Kind.LEFT ? 1 : 0,
                price == null ? 1 : 0,
                call.input(),
                call.output(),
                call.cached(),
                call.written(),
                call.reasoning(),
                cost);
    }

    private static BigDecimal cost(PricedCall call, JsonNode price) {
        JsonNode row = row(call, price);
        BigDecimal input = rate(row, Rate.INPUT, BigDecimal.ZERO);
        BigDecimal fresh = BigDecimal.valueOf(call.input() - call.cached() - call.written());
        return fresh.multiply(input)
                .add(BigDecimal.valueOf(call.cached()).multiply(rate(row, Rate.CACHED, input)))
                .add(BigDecimal.valueOf(call.written()).multiply(rate(row, Rate.WRITTEN, input)))
                .add(
                        BigDecimal.valueOf(call.output())
                                .multiply(rate(row, Rate.OUTPUT, BigDecimal.ZERO)))
                .divide(MILLION)
                .setScale(9, RoundingMode.HALF_UP);
    }

    /** Whether a tier other than the usual price decides. */
    boolean isTiered(PricedCall call, boolean byService) {
        JsonNode price = prices.get(call.id());
        if (price == null || call.kind() == Kind.REFUSED) {
            return false;
        }
        JsonNode row = row(call, price);
        return byService ? !service(row).isEmpty() : above(row) > 0 && service(row).isEmpty();
    }

    private static JsonNode row(PricedCall call, JsonNode price) {
        List<JsonNode> rows = new ArrayList<>();
        price.path("tiers").forEach(rows::add);
        rows.removeIf(tier -> above(tier) > 0 && call.input() <= above(tier));
        rows.removeIf(
                tier -> !service(tier).isEmpty() && !service(tier).equals(call.serviceTier()));
        return rows.stream()
                .max(
                        Comparator.<JsonNode, Boolean>comparing(tier -> !service(tier).isEmpty())
                                .thenComparingLong(Bill::above))
                .orElse(price);
    }

    private static long above(JsonNode tier) {
        return tier.path("aboveInputTokens").asLong(tier.path("above_input_tokens").asLong(0));
    }

    private static String service(JsonNode tier) {
        return tier.path("serviceTier").asString(tier.path("service_tier").asString(""));
    }

    private static BigDecimal rate(JsonNode row, Rate rate, BigDecimal otherwise) {
        String written = text(row, rate.shipped);
        if (written == null) {
            written = text(row, rate.said);
        }
        return written == null ? otherwise : new BigDecimal(written);
    }

    private static @Nullable String text(JsonNode row, String name) {
        return row.path(name).asString(null);
    }
}
