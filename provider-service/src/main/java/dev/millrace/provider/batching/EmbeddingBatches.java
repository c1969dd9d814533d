package dev.millrace.provider.batching;

import dev.millrace.events.Lane;
import dev.millrace.events.RequestHead;
import dev.millrace.provider.attempt.Answer;
import dev.millrace.provider.attempt.Cancellation;
import dev.millrace.provider.attempt.ProviderException;
import dev.millrace.provider.attempt.ProviderFailure;
import dev.millrace.provider.attempt.ProviderFailure.Phase;
import dev.millrace.provider.attempt.TenantKey;
import dev.millrace.provider.batching.Batch.Fate;
import dev.millrace.provider.batching.Batch.Ticket;
import dev.millrace.provider.batching.Groups.Group;
import dev.millrace.provider.catalog.Provider;
import dev.millrace.provider.embedding.EmbeddingCall;
import dev.millrace.provider.embedding.EmbeddingLimits;
import dev.millrace.provider.embedding.EmbeddingProvider;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets embedding requests that differ in nothing but their inputs share a call, and divides those
 * that are too large for one. Every request gets the vectors it would have got alone, and its part
 * of what the call took. Thread-safe.
 */
public final class EmbeddingBatches {

    /** Nobody's: tenants share where the operator allows it. */
    private static final String EVERYBODY = "*";

    /** They say what is asked of and of whom; the rest says how. */
    private static final Set<String> APART = Set.of("input", "model", "millrace");

    private final BatchingProperties properties;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Groups<Key> groups = new Groups<>(lock);

    public EmbeddingBatches(BatchingProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /** What calls that may be shared have in common. */
    private record Key(
            TenantKey tenantAndMembers,
            Provider provider,
            String model,
            Lane lane,
            boolean tokens) {}

    /** As {@link EmbeddingProvider#embed}. */
    public Answer embed(
            Provider provider, RequestHead head, EmbeddingCall call, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        EmbeddingLimits limits = provider.embeddings().limits();
        String tenant = head.getAuthority().getOwner().getTenant();
        Inputs inputs = limits.shared() && !tenant.isEmpty() ? Inputs.of(call.body()) : null;
        if (inputs == null) {
            return provider.embeddings().embed(call, cancellation);
        }
        Key key = key(provider, head, tenant, call, inputs);
        List<Inputs> portions = inputs.portions(limits);
        if (portions.size() == 1) {
            return one(key, limits, new Ticket(call, inputs), cancellation);
        }
        List<Answer> answers = new ArrayList<>();
        for (Inputs portion : portions) {
            EmbeddingCall part =
                    new EmbeddingCall(
                            call.model(),
                            Batch.asking(call.body(), portion.json()),
                            call.deadline());
            try {
                answers.add(one(key, limits, new Ticket(part, portion), cancellation));
            } catch (ProviderException e) {
                // The portions before it are paid for.
                throw answers.isEmpty()
                        ? e
                        : e.keeping(Answers.joined(answers));
            }
        }
        try {
            return Answers.joined(answers);
        } catch (IllegalArgumentException _) {
            throw new ProviderException(
                    new ProviderFailure.InvalidAnswer("not one vector for each input"));
        }
    }

    private Key key(
            Provider provider, RequestHead head, String tenant, EmbeddingCall call, Inputs inputs) {
        byte[] members = call.body().rewritten(Map.of(), Map.of(), APART);
        return new Key(
                new TenantKey(
                        properties.mixTenants() ? EVERYBODY : tenant,
                        new String(members, StandardCharsets.UTF_8)),
                provider,
                call.model(),
                head.getLane(),
                inputs.tokens());
    }

    private Answer one(Key key, EmbeddingLimits limits, Ticket ticket, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        Group group = groups.enter(key);
        try {
            Batch batch = new Batch(ticket);
            Batch joined = join(group, key.lane(), limits, ticket, batch);
            if (joined == null) {
                return alone(group, key, ticket, cancellation);
            }
            return switch (fate(group, key, joined, ticket, cancellation)) {
                case Fate.Alone _ -> {
                    groups.began(group);
                    yield alone(group, key, ticket, cancellation);
                }
                case Fate.Answered(Answer answer) -> answer;
                case Fate.Failed(ProviderFailure failure, int status) ->
                        throw new ProviderException(failure).answered(status);
                case Fate.Broken(RuntimeException cause) -> throw cause;
            };
        } finally {
            groups.leave(key, group);
        }
    }

    /**
     * Finds a request its place: with those that gather, or with {@code fresh}, which then gathers;
     * null when it goes at once, and counts as a call under way from then on.
     */
    private @Nullable Batch join(
            Group group, Lane lane, EmbeddingLimits limits, Ticket ticket, Batch fresh) {
        lock.lock();
        try {
            Batch batch = group.gathering;
            // Whoever waits is not made to wait for company that is nowhere to be seen.
            boolean hurry = lane == Lane.INTERACTIVE && group.underWay == 0 && batch == null;
            if (hurry || window(lane).isZero()) {
                group.underWay++;
                return null;
            }
            if (batch == null || !batch.takes(ticket.inputs, limits)) {
                if (batch != null) {
                    batch.seal();
                }
                batch = fresh;
                group.gathering = fresh;
            }
            batch.add(ticket);
            if (batch.isFull(limits)) {
                batch.seal();
                group.gathering = null;
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Milliseconds. */
    private long left(Ticket ticket) {
        return Duration.between(clock.instant(), ticket.call.deadline()).toMillis();
    }

    private Duration window(Lane lane) {
        return lane == Lane.INTERACTIVE ? properties.interactive() : properties.bulk();
    }

    /** Who came first waits for the others, and sends them off whatever becomes of itself. */
    private void gather(Group group, Key key, Batch batch, Ticket ticket)
            throws InterruptedException {
        try {
            batch.gather(Math.min(window(key.lane()).toMillis(), left(ticket)));
        } finally {
            List<Ticket> sent;
            lock.lock();
            try {
                if (group.gathering == batch) {
                    group.gathering = null;
                }
                sent = batch.send();
                if (sent.size() > 1) {
                    group.users++;
                    group.underWay++;
                }
            } finally {
                lock.unlock();
            }
            if (sent.size() == 1) {
                sent.getFirst().fate.complete(new Fate.Alone());
            } else if (sent.size() > 1) {
                Thread.startVirtualThread(() -> together(group, key, batch, sent));
                batch.stopIfUnwanted();
            }
        }
    }

    private void together(Group group, Key key, Batch batch, List<Ticket> tickets) {
        try {
            List<Answer> answers =
                    Answers.divided(
                            key.provider()
                                    .embeddings()
                                    .embed(Batch.shared(tickets), batch.cancellation),
                            tickets.stream().map(ticket -> ticket.inputs).toList());
            for (int i = 0; i < tickets.size(); i++) {
                tickets.get(i).fate.complete(new Fate.Answered(answers.get(i)));
            }
        } catch (ProviderException e) {
            Fate fate =
                    Batch.isPerhapsOnesFault(e.failure())
                            ? new Fate.Alone()
                            : new Fate.Failed(e.failure(), e.status());
            tickets.forEach(ticket -> ticket.fate.complete(fate));
        } catch (IllegalArgumentException _) {
            // It cannot be divided: alone each gets what the provider has for it.
            tickets.forEach(ticket -> ticket.fate.complete(new Fate.Alone()));
        } catch (InterruptedException | RuntimeException e) {
            RuntimeException cause =
                    e instanceof RuntimeException known ? known : new IllegalStateException(e);
            tickets.forEach(ticket -> ticket.fate.complete(new Fate.Broken(cause)));
        } finally {
            tickets.forEach(
                    ticket ->
                            ticket.fate.complete(
                                    new Fate.Broken(new IllegalStateException("no answer"))));
            groups.ended(group);
            groups.leave(key, group);
        }
    }

    private Fate fate(Group group, Key key, Batch batch, Ticket ticket, Cancellation cancellation)
            throws InterruptedException {
        try (var _ =
                cancellation.onCancel(
                        () -> batch.giveUp(ticket, new ProviderFailure.Cancelled()))) {
            if (batch.isWaitedForBy(ticket)) {
                gather(group, key, batch, ticket);
            }
            long left = left(ticket);
            return ticket.fate.get(Math.max(0, left), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            batch.giveUp(ticket, new ProviderFailure.Timeout(Phase.TOTAL));
            return ticket.fate.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            batch.giveUp(ticket, new ProviderFailure.Cancelled());
            throw e;
        }
    }

    /** As it came; it counts as under way already. */
    private Answer alone(Group group, Key key, Ticket ticket, Cancellation cancellation)
            throws ProviderException, InterruptedException {
        try {
            return key.provider().embeddings().embed(ticket.call, cancellation);
        } finally {
            groups.ended(group);
        }
    }

    /** Kinds of requests that are here now. */
    int groups() {
        return groups.size();
    }
}
