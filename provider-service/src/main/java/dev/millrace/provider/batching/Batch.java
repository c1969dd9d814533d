package dev.millrace.provider.batching;

import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.RequestBody;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Requests that gather for one call. Those that add and seal hold the lock of their group. */
final class Batch {

    /** What becomes of one request. */
    sealed interface Fate {

        /** It calls for itself. */
        record Alone() implements Fate {}

        record Answered(Answer answer) implements Fate {}

        record Failed(ProviderFailure failure, int status) implements Fate {}

        record Broken(RuntimeException cause) implements Fate {}
    }

    /** One request. */
    static final class Ticket {

        final EmbeddingCall call;
        final Inputs inputs;
        final CompletableFuture<Fate> fate = new CompletableFuture<>();

        Ticket(EmbeddingCall call, Inputs inputs) {
            this.call = call;
            this.inputs = inputs;
        }
    }

    /** Stops the shared call. */
    final Cancellation cancellation = new Cancellation();

    private final Ticket first;
    private final List<Ticket> gathered = new ArrayList<>();
    private final CountDownLatch sealed = new CountDownLatch(1);
    private int inputs;
    private long weight;
    private volatile List<Ticket> sent = List.of();

    /**
     * A batch without anybody in it yet.
     *
     * @param first who will wait for the others
     */
    Batch(Ticket first) {
        this.first = first;
    }

    boolean takes(Inputs more, EmbeddingLimits limits) {
        return gathered.isEmpty()
                || (inputs + more.size() <= limits.inputs()
                        && weight + more.weight() <= limits.tokens());
    }

    void add(Ticket ticket) {
        gathered.add(ticket);
        inputs += ticket.inputs.size();
        weight += ticket.inputs.weight();
    }

    boolean isFull(EmbeddingLimits limits) {
        return inputs >= limits.inputs() || weight >= limits.tokens();
    }

    /** Nothing more comes. */
    void seal() {
        sealed.countDown();
    }

    /** Waits for others until it is full or the time is over. */
    void gather(long millis) throws InterruptedException {
        boolean _ = sealed.await(Math.max(0, millis), TimeUnit.MILLISECONDS);
    }

    /** Whether this one waits for the others. */
    boolean isWaitedForBy(Ticket ticket) {
        return ticket == first;
    }

    /** Those that still want an answer, which are from now on those that are asked for. */
    List<Ticket> send() {
        sent = gathered.stream().filter(ticket -> !ticket.fate.isDone()).toList();
        return sent;
    }

    /** Gives one up. The call goes on while anybody else waits for it. */
    void giveUp(Ticket ticket, ProviderFailure why) {
        ticket.fate.complete(new Fate.Failed(why, 0));
        if (ticket == first) {
            seal();
        }
        stopIfUnwanted();
    }

    void stopIfUnwanted() {
        List<Ticket> all = sent;
        if (!all.isEmpty() && all.stream().allMatch(ticket -> ticket.fate.isDone())) {
            cancellation.cancel();
        }
    }

    /** One call for all of them: it may last as long as the most patient of them. */
    static EmbeddingCall shared(List<Ticket> tickets) {
        EmbeddingCall first = tickets.getFirst().call;
        byte[] all =
                new Inputs(
                                tickets.getFirst().inputs.tokens(),
                                tickets.stream().flatMap(t -> t.inputs.list().stream()).toList())
                        .json();
        Instant deadline =
                tickets.stream().map(t -> t.call.deadline()).max(Instant::compareTo).orElseThrow();
        return new EmbeddingCall(first.model(), asking(first.body(), all), deadline);
    }

    /** The same question about other inputs. */
    static RequestBody asking(RequestBody like, byte[] inputs) {
        return RequestBody.parse(like.rewritten(Map.of("input", inputs), Map.of(), Set.of()));
    }

    /** Alone the others may fare better. */
    static boolean isPerhapsOnesFault(ProviderFailure failure) {
        return switch (failure) {
            case ProviderFailure.InvalidRequest _,
                    ProviderFailure.Misworded _,
                    ProviderFailure.RequestTooLarge _,
                    ProviderFailure.ContextTooLong _,
                    ProviderFailure.ContentFiltered _,
                    ProviderFailure.InvalidAnswer _,
                    ProviderFailure.AnswerTooLarge _ ->
                    true;
            case ProviderFailure.Overloaded _,
                    ProviderFailure.RateLimited _,
                    ProviderFailure.QuotaExhausted _,
                    ProviderFailure.ServerError _,
                    ProviderFailure.Timeout _,
                    ProviderFailure.Connection _,
                    ProviderFailure.Interrupted _,
                    ProviderFailure.Authentication _,
                    ProviderFailure.ModelNotFound _,
                    ProviderFailure.CircuitOpen _,
                    ProviderFailure.LimitReached _,
                    ProviderFailure.Locked _,
                    ProviderFailure.InvalidOutput _,
                    ProviderFailure.Cancelled _ ->
                    false;
        };
    }
}
