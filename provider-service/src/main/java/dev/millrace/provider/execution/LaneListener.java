package dev.millrace.provider.execution;

import dev.millrace.events.ExecutionReady;
import dev.millrace.events.Lane;
import dev.millrace.log.Received;
import dev.millrace.log.ledger.LedgerHandler;
import dev.millrace.provider.quota.Quotas;

/** The work of one lane, whose share of the partitions is this instance's share of the limits. */
record LaneListener(Lane lane, ExecutionListener work, Quotas quotas)
        implements LedgerHandler<ExecutionReady> {

    @Override
    public void handle(Received<ExecutionReady> record, boolean redelivered)
            throws InterruptedException {
        work.handle(record, redelivered);
    }

    @Override
    public void holds(int partitions, int ofAll) {
        quotas.holds(lane, partitions, ofAll);
    }
}
