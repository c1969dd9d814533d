package dev.millrace.provider.execution;

import dev.millrace.events.ExecutionReady;
import dev.millrace.log.Received;
import dev.millrace.log.ledger.LedgerHandler;

/**
 * The work on {@code executions}: each record on a virtual thread, out of order. The ledger drops
 * repeats and knows what is unfinished.
 */
final class ExecutionListener implements LedgerHandler<ExecutionReady> {

    private final OnceRead views;
    private final Executor executor;
    private final Cancellations cancellations;
    private final Endings endings;

    ExecutionListener(
            OnceRead views, Executor executor, Cancellations cancellations, Endings endings) {
        this.views = views;
        this.executor = executor;
        this.cancellations = cancellations;
        this.endings = endings;
    }

    @Override
    public void handle(Received<ExecutionReady> record, boolean redelivered)
            throws InterruptedException {
        views.await();
        ExecutionReady ready = record.value();
        try (var watch = cancellations.watch(ready.getRequest().getHead())) {
            endings.publish(ready, executor.execute(record, redelivered, watch.cancellation()));
        }
    }
}
