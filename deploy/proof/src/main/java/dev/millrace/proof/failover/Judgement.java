package dev.millrace.proof.failover;

import dev.millrace.proof.checker.Finding;
import dev.millrace.proof.checker.Journal;
import dev.millrace.proof.checker.RawTopics;
import dev.millrace.proof.checker.RawTopics.Raw;
import dev.millrace.proof.checker.Words;
import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.load.Transcript.Ending;
import dev.millrace.proof.load.Transcript.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Says of what was seen what holds. */
final class Judgement {

    private static final Duration OPEN_WITHIN = Duration.ofSeconds(5);

    /** Between two probes lies a second, less what connections differ by in their making. */
    private static final Duration PROBE = Duration.ofMillis(900);

    private final Seen seen;
    private final RawTopics topics;
    private final Duration backWithin;

    /**
     * @param topics of the product
     * @param backWithin how long traffic may take to come back
     */
    Judgement(Seen seen, RawTopics topics, Duration backWithin) {
        this.seen = seen;
        this.topics = topics;
        this.backWithin = backWithin;
    }

    List<Finding> findings() {
        Instant open = seen.died().plus(OPEN_WITHIN);
        List<Instant> knocks =
                seen.knocks().stream()
                        .filter(DeadPort.Knock::isCall)
                        .map(DeadPort.Knock::at)
                        .sorted()
                        .toList();
        List<Instant> attempts = attempts();
        return List.of(
                whoHadSeenNothing(),
                whoHadSeenSomething(Journal.read(topics)),
                probes("the dead one is called once a second at most, after 5 s", knocks, open),
                probes("the log's attempts at it say the same", attempts, open),
                standsIn(),
                back());
    }

    /** When calls of the dead one began, as the log tells. */
    private List<Instant> attempts() {
        List<Instant> begun = new ArrayList<>();
        for (Raw raw : topics.read("millrace.attempts")) {
            if (raw.value().getSchema().getName().equals("AttemptEnded")
                    && String.valueOf(raw.value().get("provider")).equals("primary")) {
                Instant at = Instant.ofEpochMilli((Long) raw.value().get("startedAt"));
                if (at.isAfter(seen.died()) && at.isBefore(seen.back())) {
                    begun.add(at);
                }
            }
        }
        begun.sort(null);
        return begun;
    }

    private Finding whoHadSeenNothing() {
        List<String> faults = new ArrayList<>();
        long waiting = 0;
        for (Transcript each : seen.transcripts()) {
            if (each.kind() == Kind.PLAIN || each.text().isEmpty()) {
                waiting += Crowd.wasOpenAt(each, seen.died()) ? 1 : 0;
                if (each.ending() != Ending.DONE) {
                    faults.add(told(each));
                } else {
                    Words.fault(each.text(), each.nonce(), Crowd.WORDS)
                            .ifPresent(fault -> faults.add(told(each) + ": " + fault));
                }
            }
        }
        if (waiting == 0) {
            faults.add("nobody was waiting when it died");
        }
        return new Finding(
                "nobody who had seen nothing fails",
                seen.transcripts().size() + " requests, " + waiting + " waiting when it died",
                faults);
    }

    private Finding whoHadSeenSomething(Journal journal) {
        List<String> faults = new ArrayList<>();
        long broken = 0;
        long whole = 0;
        for (Transcript each : seen.transcripts()) {
            if (each.kind() == Kind.STREAM && !each.text().isEmpty()) {
                boolean done = each.ending() == Ending.DONE;
                Words.fault(each.text(), each.nonce(), done ? Crowd.WORDS : -1)
                        .ifPresent(fault -> faults.add(told(each) + ": " + fault));
                if (done) {
                    whole++;
                    continue;
                }
                broken++;
                if (!"upstream_interrupted".equals(each.code())
                        || !Crowd.wasOpenAt(each, seen.died())) {
                    faults.add(told(each));
                }
                String kept =
                        journal.requests().values().stream()
                                .filter(entry -> entry.nonce().equals(each.nonce()))
                                .flatMap(entry -> entry.endings().stream())
                                .map(Journal.End::text)
                                .findFirst()
                                .orElse("");
                if (!kept.equals(each.text())) {
                    faults.add(told(each) + ", and kept is \"" + kept + "\"");
                }
            }
        }
        if (broken == 0) {
            faults.add("nobody had seen a part when it died");
        }
        return new Finding(
                "a stream that had shown something ends whole or with upstream_interrupted, and what"
                        + " it showed is kept",
                whole + " whole, " + broken + " interrupted",
                faults);
    }

    private static Finding probes(String sentence, List<Instant> calls, Instant open) {
        List<String> faults = new ArrayList<>();
        List<Instant> probes = calls.stream().filter(at -> at.isAfter(open)).toList();
        for (int i = 1; i < probes.size(); i++) {
            Duration gap = Duration.between(probes.get(i - 1), probes.get(i));
            if (gap.compareTo(PROBE) < 0) {
                faults.add(gap.toMillis() + " ms between " + probes.get(i - 1) + " and the next");
            }
        }
        return new Finding(
                sentence,
                calls.size() - probes.size() + " before, " + probes.size() + " after",
                faults);
    }

    private Finding standsIn() {
        long before = Seen.begun(seen.standby(), Instant.MIN, seen.died());
        long meanwhile = Seen.begun(seen.standby(), seen.died(), seen.back());
        List<String> faults = new ArrayList<>();
        if (meanwhile == 0) {
            faults.add("nobody was asked");
        }
        // It may stand in for a hiccup of the machine, but not for half of the crowd.
        if (before * 10 > Seen.begun(seen.before(), Instant.MIN, seen.died())) {
            faults.add(before + " calls before anybody had died");
        }
        return new Finding(
                "the standby is asked while the first is dead",
                before + " calls before, " + meanwhile + " meanwhile",
                faults);
    }

    private Finding back() {
        Duration took = Duration.between(seen.back(), Seen.last(seen.standby(), seen.back()));
        long calls = Seen.begun(seen.after(), seen.back(), Instant.MAX);
        List<String> faults = new ArrayList<>();
        if (took.compareTo(backWithin) > 0) {
            faults.add("the standby was still asked after " + took.toMillis() + " ms");
        }
        if (calls == 0) {
            faults.add("the first was never asked again");
        }
        return new Finding(
                "traffic is back within " + backWithin.toSeconds() + " s",
                took.toMillis() + " ms, " + calls + " calls since",
                faults);
    }

    private static String told(Transcript each) {
        return "%s %s (%s) ended as %s %d %s with \"%s\""
                .formatted(
                        each.kind(),
                        each.nonce(),
                        each.requestId(),
                        each.ending(),
                        each.status(),
                        each.code(),
                        each.text());
    }
}
