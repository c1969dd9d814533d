package dev.millrace.telemetry;

import dev.millrace.events.AttemptEnded;
import dev.millrace.events.AttemptEnding;
import dev.millrace.events.AttemptStarted;
import dev.millrace.events.Authority;
import dev.millrace.events.Candidate;
import dev.millrace.events.CandidateUse;
import dev.millrace.events.Completion;
import dev.millrace.events.Ending;
import dev.millrace.events.Failure;
import dev.millrace.events.Lane;
import dev.millrace.events.Money;
import dev.millrace.events.Operation;
import dev.millrace.events.Owner;
import dev.millrace.events.Plan;
import dev.millrace.events.RequestFinished;
import dev.millrace.events.RequestHead;
import dev.millrace.events.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events of a small made-up company, drawn from a seeded source. */
public final class Events {

    public static final Instant START = Instant.parse("2026-11-20T22:30:00Z");

    private final Random random;

    public Events(Random random) {
        this.random = random;
    }

    public AttemptStarted started(String attemptId) {
        return AttemptStarted.newBuilder()
                .setAttemptId(attemptId)
                .setRequestId("request-of-" + attemptId)
                .setOwner(owner())
                .setKeyId(one("key-1", "key-2"))
                .setLane(one(Lane.INTERACTIVE, Lane.BULK))
                .setOperation(one(Operation.CHAT, Operation.EMBEDDINGS))
                .setProvider(one("alpha", "beta"))
                .setModel(one("small", "large"))
                .setStartedAt(START.plusMillis(random.nextInt(10_800_000)))
                .setReserved(random.nextBoolean() ? money() : null)
                .build();
    }

    /** The end of this very attempt. */
    public AttemptEnded ended(AttemptStarted started) {
        return AttemptEnded.newBuilder()
                .setAttemptId(started.getAttemptId())
                .setRequestId(started.getRequestId())
                .setOwner(started.getOwner())
                .setKeyId(started.getKeyId())
                .setLane(started.getLane())
                .setOperation(started.getOperation())
                .setProvider(started.getProvider())
                .setModel(started.getModel())
                .setStartedAt(started.getStartedAt())
                .setEndedAt(started.getStartedAt().plusMillis(random.nextInt(60_000)))
                .setEnding(
                        one(AttemptEnding.SUCCEEDED, AttemptEnding.FAILED, AttemptEnding.CANCELLED))
                .setUsage(
                        new Usage(
                                (long) random.nextInt(5_000),
                                (long) random.nextInt(900),
                                (long) random.nextInt(100),
                                (long) random.nextInt(100),
                                (long) random.nextInt(100),
                                random.nextBoolean()))
                .setCost(random.nextInt(4) == 0 ? null : money())
                .setFirstTokenMillis(random.nextBoolean() ? (long) random.nextInt(900) : null)
                .build();
    }

    public RequestFinished finished(String requestId) {
        Ending ending = one(Ending.COMPLETED, Ending.FAILED, Ending.CANCELLED, Ending.EXPIRED);
        Instant accepted = START.plusMillis(random.nextInt(10_800_000));
        RequestFinished.Builder finished =
                RequestFinished.newBuilder()
                        .setRequestId(requestId)
                        .setOwner(owner())
                        .setLane(one(Lane.INTERACTIVE, Lane.BULK))
                        .setEnding(ending)
                        .setFinishedAt(accepted.plusMillis(random.nextInt(60_000)))
                        .setAttempts(random.nextInt(3));
        if (random.nextInt(5) > 0) {
            finished.setHead(
                    RequestHead.newBuilder()
                            .setRequestId(requestId)
                            .setLane(finished.getLane())
                            .setAcceptedAt(accepted)
                            .setDeadline(accepted.plusSeconds(60))
                            .setAuthority(
                                    Authority.newBuilder()
                                            .setOwner(finished.getOwner())
                                            .setKeyId(one("key-1", "key-2"))
                                            .build())
                            .setModel("auto")
                            .build());
            finished.setPlan(
                    Plan.newBuilder()
                            .setCandidates(
                                    List.of(
                                            new Candidate(
                                                    "alpha",
                                                    "small",
                                                    "",
                                                    CandidateUse.ALWAYS,
                                                    "",
                                                    "",
                                                    null,
                                                    null,
                                                    null)))
                            .build());
        }
        if (ending == Ending.COMPLETED) {
            finished.setCompletion(
                    Completion.newBuilder()
                            .setProvider(one("alpha", "beta"))
                            .setModel(one("small", "large"))
                            .setUsage(Usage.newBuilder().build())
                            .setFirstTokenMillis(
                                    random.nextBoolean() ? (long) random.nextInt(900) : null)
                            .build());
        } else {
            finished.setFailure(Failure.newBuilder().setCode("upstream_error").build());
        }
        return finished.build();
    }

    /**
     * As a log may deliver it after crashes: repeated, out of order, in batches of any size. The
     * last event of the list is not the last delivered, but each is delivered at least once.
     */
    public <T> List<List<T>> delivered(List<T> events) {
        List<T> all = new ArrayList<>(events);
        for (T event : events) {
            for (int repeats = random.nextInt(3); repeats > 0; repeats--) {
                all.add(random.nextInt(all.size() + 1), event);
            }
        }
        for (int i = 0; i < all.size(); i++) {
            int other = Math.min(all.size() - 1, i + random.nextInt(6));
            T event = all.get(i);
            all.set(i, all.get(other));
            all.set(other, event);
        }
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); ) {
            int to = Math.min(all.size(), from + 1 + random.nextInt(12));
            batches.add(List.copyOf(all.subList(from, to)));
            from = to;
        }
        return batches;
    }

    private Owner owner() {
        return new Owner(one("acme", "globex"), one("red", "blue"), one("ann", "bob"));
    }

    private Money money() {
        return new Money(random.nextLong(5_000_000_000L), one("USD", "CNY"));
    }

    @SafeVarargs
    private <T> T one(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
