package dev.millrace.proof.costs;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.costs.PricedCall.Kind;
import dev.millrace.proof.load.Client;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls of every kind through the whole product, half of their events delivered twice: what usage
 * reports equals, to the last decimal, what other code makes of the upstream's own log and the
 * files of prices.
 */
public final class CostsProof {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final long seed;
    private final int calls;

    /**
     * @param calls how many requests are made; each is one attempt unless the product tries again
     */
    public CostsProof(long seed, int calls) {
        this.seed = seed;
        this.calls = calls;
    }

    /** On a running product that finds its providers at the upstream. */
    public List<Finding> findings(Client client, PricedUpstream upstream, String bootstrapServers)
            throws IOException, InterruptedException {
        PriceFile.say(client);
        Set<String> models = new TreeSet<>(PriceFile.awaitOffered(client));
        Callers callers = new Callers(client, List.copyOf(models), seed);
        int repeated;
        boolean read;
        try (Redelivery redelivery = new Redelivery(bootstrapServers, seed)) {
            callers.ask(calls / 2);
            repeated = redelivery.half();
            callers.ask(calls - calls / 2);
            repeated += redelivery.half();
            read = redelivery.awaitRead();
        }
        Bill bill = new Bill(PriceFile.SAID);
        List<PricedCall> served = Bill.read(upstream.file());
        Map<String, Account> expected = bill.of(served);
        Map<String, Account> reported = awaitReported(client, expected);
        List<String> late =
                read ? List.of() : List.of("telemetry had not read everything in two minutes");
        return List.of(
                new Finding(
                        "every call went as it was asked for",
                        calls + " requests, " + served.size() + " calls at the upstream",
                        callers.faults()),
                new Finding(
                        "there was a call of every kind",
                        kinds(bill, served).toString(),
                        missing(kinds(bill, served))),
                equal(
                        "what is reported of each model equals its bill, to the last decimal",
                        expected,
                        reported,
                        repeated + " events delivered twice",
                        late));
    }

    private static Map<String, Long> kinds(Bill bill, List<PricedCall> served) {
        Map<String, Predicate<PricedCall>> kinds = new LinkedHashMap<>();
        kinds.put("cached", call -> call.cached() > 0);
        kinds.put("written", call -> call.written() > 0);
        kinds.put("reasoning", call -> call.reasoning() > 0);
        kinds.put("tier by size", call -> bill.isTiered(call, false));
        kinds.put("tier by service", call -> bill.isTiered(call, true));
        kinds.put("refused", call -> call.kind() == Kind.REFUSED);
        kinds.put("broken", call -> call.kind() == Kind.BROKEN);
        kinds.put("cancelled", call -> call.kind() == Kind.LEFT);
        kinds.put("streamed", call -> call.kind() == Kind.STREAM);
        kinds.put("unpriced", call -> call.model().startsWith("unheard"));
        kinds.put("in yuan", call -> PriceFile.SAID.containsKey(call.id()));
        Map<String, Long> counts = new LinkedHashMap<>();
        kinds.forEach((name, is) -> counts.put(name, served.stream().filter(is).count()));
        return counts;
    }

    private static List<String> missing(Map<String, Long> kinds) {
        return kinds.entrySet().stream()
                .filter(kind -> kind.getValue() == 0)
                .map(kind -> "no call is " + kind.getKey())
                .toList();
    }

    private static Finding equal(
            String sentence,
            Map<String, Account> expected,
            Map<String, Account> reported,
            String seen,
            List<String> late) {
        List<String> faults = new ArrayList<>(late);
        expected.forEach(
                (model, account) -> {
                    Account other = reported.getOrDefault(model, Account.EMPTY);
                    if (!account.equals(other)) {
                        faults.add(model + " is billed " + account + " and reported " + other);
                    }
                });
        Account all = expected.values().stream().reduce(Account.EMPTY, Account::plus);
        return new Finding(
                sentence,
                all.attempts()
                        + " attempts of "
                        + expected.size()
                        + " models, "
                        + seen
                        + ", "
                        + all.cost(),
                faults);
    }

    /** What usage says of the models that were billed, once it agrees or patience ends. */
    private static Map<String, Account> awaitReported(Client client, Map<String, Account> billed)
            throws IOException, InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        Map<String, Account> reported = reported(client);
        while (!reported.entrySet().containsAll(billed.entrySet())
                && Instant.now().isBefore(giveUp)) {
            Thread.sleep(200);
            reported = reported(client);
        }
        return reported;
    }

    private static Map<String, Account> reported(Client client)
            throws IOException, InterruptedException {
        JsonNode usage =
                JSON.readTree(
                        client.http()
                                .send(
                                        client.request(
                                                        "/api/v1/analytics/usage"
                                                                + "?group_by=provider,model")
                                                .GET()
                                                .build(),
                                        BodyHandlers.ofString())
                                .body());
        Map<String, Account> accounts = new TreeMap<>();
        for (JsonNode row : usage.path("data")) {
            JsonNode attempts = row.path("attempts");
            JsonNode tokens = row.path("tokens");
            Map<String, BigDecimal> cost = new TreeMap<>();
            for (JsonNode sum : row.path("cost")) {
                cost.put(
                        sum.path("currency").asString(),
                        new BigDecimal(sum.path("amount").asString()));
            }
            accounts.put(
                    row.path("group").path("provider").asString("")
                            + "/"
                            + row.path("group").path("model").asString(""),
                    new Account(
                            attempts.path("total").asLong(),
                            attempts.path("failed").asLong(),
                            attempts.path("cancelled").asLong(),
                            attempts.path("unpriced").asLong(),
                            tokens.path("input").asLong(),
                            tokens.path("output").asLong(),
                            tokens.path("cached_input").asLong(),
                            tokens.path("cache_write_input").asLong(),
                            tokens.path("reasoning_output").asLong(),
                            cost));
        }
        return accounts;
    }
}
