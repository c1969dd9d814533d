package dev.millrace.proof.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.upstream.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing proves nothing: each fault, planted, is found. */
class CrashCheckerTest {

    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final String WHOLE = "[n|1|0] [n|1|1]";

    private static Journal.Entry entry(Journal.End... ends) {
        Journal.Entry entry = new Journal.Entry("r", "n");
        entry.accept(T);
        entry.endings().addAll(List.of(ends));
        return entry;
    }

    private static Journal.End end(String text) {
        return new Journal.End(T.plusSeconds(1), "COMPLETED", "a", text);
    }

    private static Transcript plain(String id, String text) {
        return new Transcript(
                Transcript.Kind.PLAIN,
                "n",
                T,
                T.plusSeconds(1),
                200,
                id,
                text,
                Transcript.Ending.DONE,
                null,
                null,
                0,
                null);
    }

    private static Call call() {
        return new Call(1, "n", "m", false, T, "started", 1, 0);
    }

    private static List<Finding> check(Journal.Entry entry, Transcript seen, Call... calls) {
        Journal journal = new Journal(Map.of(entry.id(), entry));
        return new CrashChecker(journal, List.of(seen), List.of(calls), List.of(), 2).findings();
    }

    private static void finds(List<Finding> findings, String sentencePart) {
        assertThat(findings.stream().filter(finding -> !finding.holds()).map(Finding::sentence))
                .anyMatch(sentence -> sentence.contains(sentencePart));
    }

    @Test
    void aGoodRunHasNoFault() {
        assertThat(check(entry(end(WHOLE)), plain("chatcmpl-r", WHOLE), call()))
                .allMatch(Finding::holds);
    }

    @Test
    void aLostRequestIsFound() {
        finds(check(entry(), plain("r", WHOLE), call()), "exactly one terminal");
    }

    @Test
    void twoEndingsAreFound() {
        finds(
                check(entry(end(WHOLE), end("[n|2|0] [n|2|1]")), plain("r", WHOLE), call()),
                "exactly one terminal");
    }

    @Test
    void anAcceptanceThatIsNotInTheLogIsFound() {
        finds(check(entry(end(WHOLE)), plain("other", WHOLE), call()), "lies in the log");
    }

    @Test
    void crossedAnswersAreFoundInTheLogAndAtTheClient() {
        List<Finding> findings =
                check(entry(end("[x|1|0] [x|1|1]")), plain("r", "[n|1|0] [n|2|1]"), call());
        finds(findings, "each finished answer");
        finds(findings, "mixes two calls");
    }

    @Test
    void tooManyCallsAreFound() {
        finds(check(entry(end(WHOLE)), plain("r", WHOLE), call(), call()), "upstream calls");
    }
}
