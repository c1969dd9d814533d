package dev.millrace.proof.checker;

import dev.millrace.proof.checker.Journal.End;
import dev.millrace.proof.checker.Journal.Entry;
import dev.millrace.proof.load.Transcript;
import dev.millrace.proof.load.Transcript.Ending;
import dev.millrace.proof.load.Transcript.Kind;
import dev.millrace.proof.upstream.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must hold after a storm of kills. */
public final class CrashChecker {

    private static final Duration MOVES_WITHIN = Duration.ofSeconds(15);
    private static final Duration REFUSES_WITHIN = Duration.ofSeconds(5);

    private final Journal journal;
    private final List<Transcript> transcripts;
    private final List<Call> calls;
    private final List<Kill> kills;
    private final int words;

    /**
     * @param words words of a complete answer
     */
    public CrashChecker(
            Journal journal,
            List<Transcript> transcripts,
            List<Call> calls,
            List<Kill> kills,
            int words) {
        this.journal = journal;
        this.transcripts = transcripts;
        this.calls = calls;
        this.kills = kills;
        this.words = words;
    }

    public List<Finding> findings() {
        return List.of(
                acceptedIsInTheLog(),
                oneTerminalEvent(),
                ownNonceInTheLog(),
                ownNonceAtTheClient(),
                restartedStreamsStayReadable(),
                nobodyWaitsForEver(),
                callsAreBounded(),
                workMovesAgain(),
                brokerDownMeansRefusal());
    }

    private Finding acceptedIsInTheLog() {
        List<String> faults = new ArrayList<>();
        int looked = 0;
        for (Transcript transcript : transcripts) {
            boolean accepted = transcript.status() == 200 || transcript.status() == 202;
            if (accepted && transcript.requestId() != null) {
                looked++;
                Entry entry = journal.requests().get(plainId(transcript.requestId()));
                if (entry == null || !entry.isAccepted()) {
                    faults.add(
                            transcript.kind()
                                    + " "
                                    + transcript.requestId()
                                    + " was accepted and is not in the log");
                }
            }
        }
        return new Finding(
                "what a client was told is accepted lies in the log",
                looked + " acceptances",
                faults);
    }

    private Finding oneTerminalEvent() {
        List<String> faults = new ArrayList<>();
        int accepted = 0;
        for (Entry entry : journal.requests().values()) {
            if (!entry.isAccepted()) {
                faults.add(entry.id() + " ended and was never accepted");
                continue;
            }
            accepted++;
            Set<String> distinct = new HashSet<>();
            entry.endings().forEach(end -> distinct.add(end.ending() + end.attempt() + end.text()));
            if (distinct.size() != 1) {
                faults.add(entry.id() + " has " + distinct.size() + " different terminal events");
            } else if (entry.endings().size() > 1) {
                faults.add(
                        entry.id()
                                + " has its terminal event "
                                + entry.endings().size()
                                + " times");
            }
        }
        return new Finding(
                "every accepted request has exactly one terminal event",
                accepted + " requests",
                faults);
    }

    private Finding ownNonceInTheLog() {
        List<String> faults = new ArrayList<>();
        int looked = 0;
        for (Entry entry : journal.requests().values()) {
            for (End end : entry.endings()) {
                looked++;
                Words.fault(
                                end.text(),
                                entry.nonce(),
                                end.ending().equals("COMPLETED") ? words : -1)
                        .ifPresent(fault -> faults.add(entry.id() + ": " + fault));
            }
        }
        return new Finding(
                "each finished answer holds its own nonce, of one call, whole",
                looked + " answers",
                faults);
    }

    private Finding ownNonceAtTheClient() {
        List<String> faults = new ArrayList<>();
        int looked = 0;
        for (Transcript transcript : transcripts) {
            boolean asked = transcript.kind() != Kind.JOB || !transcript.text().isEmpty();
            boolean complete = asked && transcript.ending() == Ending.DONE;
            if (!transcript.text().isEmpty() || complete) {
                looked++;
                Words.fault(transcript.text(), transcript.nonce(), complete ? words : -1)
                        .ifPresent(
                                fault ->
                                        faults.add(
                                                transcript.kind()
                                                        + " "
                                                        + transcript.requestId()
                                                        + ": "
                                                        + fault));
            }
        }
        return new Finding(
                "no answer and no stream a client saw mixes two calls", looked + " texts", faults);
    }

    private Finding restartedStreamsStayReadable() {
        List<String> faults = new ArrayList<>();
        int looked = 0;
        for (Transcript transcript : transcripts) {
            if ("attempt_restarted".equals(transcript.code())) {
                looked++;
                if (transcript.finished() == null) {
                    faults.add(transcript.requestId() + ": its finished answer cannot be read");
                } else {
                    Words.fault(transcript.finished(), transcript.nonce(), words)
                            .ifPresent(fault -> faults.add(transcript.requestId() + ": " + fault));
                }
            }
        }
        return new Finding(
                "a stream whose attempt was lost ends with attempt_restarted and stays readable by id",
                looked + " such streams",
                faults);
    }

    private Finding nobodyWaitsForEver() {
        List<String> faults =
                transcripts.stream()
                        .filter(transcript -> "never_ended".equals(transcript.code()))
                        .map(
                                transcript ->
                                        transcript.kind()
                                                + " "
                                                + transcript.requestId()
                                                + " never ended")
                        .toList();
        return new Finding(
                "every stream and every job came to an end at its client",
                transcripts.size() + " transcripts",
                faults);
    }

    private Finding callsAreBounded() {
        long started = calls.stream().filter(call -> call.ending().equals("started")).count();
        long accepted = journal.requests().values().stream().filter(Entry::isAccepted).count();
        Set<String> inFlight = new TreeSet<>();
        for (Kill kill : kills) {
            journal.requests().values().stream()
                    .filter(entry -> entry.openAt(kill.at()))
                    .forEach(entry -> inFlight.add(entry.id() + "@" + kill.at()));
        }
        List<String> faults =
                started <= accepted + inFlight.size()
                        ? List.of()
                        : List.of(
                                started
                                        + " calls, "
                                        + accepted
                                        + " accepted, "
                                        + inFlight.size()
                                        + " in flight at the kills");
        return new Finding(
                "upstream calls ≤ accepted + in flight at the kills",
                started + " ≤ " + accepted + " + " + inFlight.size(),
                faults);
    }

    /** After each restart something finishes within the limit, as long as something was open. */
    private Finding workMovesAgain() {
        List<Instant> finishes =
                journal.requests().values().stream()
                        .flatMap(entry -> entry.endings().stream())
                        .map(End::at)
                        .sorted()
                        .toList();
        List<String> faults = new ArrayList<>();
        Duration longest = Duration.ZERO;
        for (Kill kill : kills) {
            boolean killedAgain =
                    kills.stream()
                            .anyMatch(
                                    other ->
                                            other.at().isAfter(kill.at())
                                                    && other.at()
                                                            .isBefore(
                                                                    kill.restarted()
                                                                            .plus(MOVES_WITHIN)));
            boolean open =
                    journal.requests().values().stream()
                            .anyMatch(entry -> entry.openAt(kill.restarted()));
            Instant next =
                    finishes.stream()
                            .filter(at -> at.isAfter(kill.restarted()))
                            .min(Comparator.naturalOrder())
                            .orElse(null);
            if (!open) {
                continue;
            }
            Duration pause =
                    next == null ? Duration.ofDays(1) : Duration.between(kill.restarted(), next);
            if (!killedAgain && pause.compareTo(longest) > 0) {
                longest = pause;
            }
            if (!killedAgain && pause.compareTo(MOVES_WITHIN) > 0) {
                faults.add(
                        "after "
                                + kill.process()
                                + " nothing finished for "
                                + pause.toMillis()
                                + " ms");
            }
        }
        return new Finding(
                "work moves within 15 s of a restart",
                "longest pause " + longest.toMillis() + " ms",
                faults);
    }

    private Finding brokerDownMeansRefusal() {
        List<String> faults = new ArrayList<>();
        int looked = 0;
        for (Kill kill : kills) {
            if (!kill.process().equals("kafka")) {
                continue;
            }
            for (Transcript transcript : transcripts) {
                boolean during =
                        transcript.sentAt().isAfter(kill.at())
                                && transcript.endedAt().isBefore(kill.restarted())
                                && transcript.status() != 0;
                if (!during || transcript.ending() != Ending.REFUSED) {
                    continue;
                }
                looked++;
                if (transcript.status() != 503 || transcript.retryAfter() == null) {
                    faults.add(
                            transcript.kind()
                                    + " got "
                                    + transcript.status()
                                    + " "
                                    + transcript.code()
                                    + ", retry-after "
                                    + transcript.retryAfter());
                }
                Duration took = Duration.between(transcript.sentAt(), transcript.endedAt());
                if (took.compareTo(REFUSES_WITHIN) > 0) {
                    faults.add(transcript.kind() + " was refused after " + took.toMillis() + " ms");
                }
            }
        }
        return new Finding(
                "while the broker is down new requests get 503 with retry-after within 5 s",
                looked + " refusals",
                faults);
    }

    private static String plainId(String id) {
        return id.startsWith("chatcmpl-") ? id.substring("chatcmpl-".length()) : id;
    }
}
