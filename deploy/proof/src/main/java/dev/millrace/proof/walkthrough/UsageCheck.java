package dev.millrace.proof.walkthrough;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.checker.RawTopics.Raw;
import dev.millrace.proof.load.Client;
import dev.millrace.proof.upstream.Call;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Usage as the product reports it, against the upstream's own log. A kill leaves attempts that were
 * announced, some of them only afterwards, and never ended: nobody knows what they cost, so they
 * are counted as lost. No call may be missing among the attempts; an attempt that the upstream
 * never saw (the kill fell before its call) may only be one of the lost.
 */
final class UsageCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final JsonMapper json = JsonMapper.builder().build();
    private final Client client;
    private final List<Call> calls;

    UsageCheck(Client client, List<Call> calls) {
        this.client = client;
        this.calls = calls;
    }

    private record Totals(long attempts, long inputTokens, long outputTokens) {}

    Finding finding(String bootstrapServers) throws IOException, InterruptedException {
        Set<String> known = new TreeSet<>();
        Set<String> ended = new TreeSet<>();
        long input = 0;
        long output = 0;
        try (RawTopics topics = new RawTopics(bootstrapServers)) {
            for (Raw raw : topics.read("millrace.attempts")) {
                String attempt = String.valueOf(raw.value().get("attemptId"));
                known.add(attempt);
                if (raw.value().getSchema().getName().equals("AttemptEnded")
                        && ended.add(attempt)) {
                    GenericRecord usage = (GenericRecord) raw.value().get("usage");
                    input += (long) usage.get("inputTokens");
                    output += (long) usage.get("outputTokens");
                }
            }
        }
        Totals log = new Totals(ended.size(), input, output);
        Totals reported = awaitReported(log);
        List<String> faults = new ArrayList<>();
        if (!reported.equals(log)) {
            faults.add("reported " + reported + ", in the log " + log);
        }
        long served = calls.stream().filter(call -> call.ending().equals("started")).count();
        long lost = (long) known.size() - ended.size();
        if (served > known.size() || served < ended.size()) {
            faults.add(
                    served
                            + " calls at the upstream, "
                            + known.size()
                            + " attempts, "
                            + lost
                            + " of them lost");
        }
        long lastTokens =
                calls.stream()
                        .filter(call -> call.ending().equals("done"))
                        .mapToLong(UsageCheck::tokens)
                        .sum();
        long most = calls.stream().mapToLong(UsageCheck::tokens).max().orElse(0);
        long missing = lastTokens - reported.inputTokens() - reported.outputTokens();
        if (missing < 0 || missing > lost * most) {
            faults.add(
                    "the upstream served "
                            + missing
                            + " tokens more than reported, with "
                            + lost
                            + " attempts lost");
        }
        return new Finding(
                "usage equals the upstream's log",
                reported.attempts()
                        + " attempts, "
                        + (reported.inputTokens() + reported.outputTokens())
                        + " tokens, "
                        + lost
                        + " lost in the kill, "
                        + served
                        + " calls at the upstream",
                faults);
    }

    private static long tokens(Call call) {
        return call.promptTokens() + call.completionTokens();
    }

    private Totals awaitReported(Totals expected) throws IOException, InterruptedException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        Totals seen;
        do {
            Thread.sleep(200);
            JsonNode totals =
                    json.readTree(
                                    client.http()
                                            .send(
                                                    client.request("/api/v1/analytics/usage")
                                                            .GET()
                                                            .build(),
                                                    BodyHandlers.ofString())
                                            .body())
                            .path("totals");
            seen =
                    new Totals(
                            totals.path("attempts").path("total").asLong(-1),
                            totals.path("tokens").path("input").asLong(-1),
                            totals.path("tokens").path("output").asLong(-1));
        } while (!seen.equals(expected) && Instant.now().isBefore(giveUp));
        return seen;
    }
}
