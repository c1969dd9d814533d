package dev.millrace.router.group;

import dev.millrace.events.AttemptEnded;
import dev.millrace.log.Received;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;

/** Attempts as they end, for the picture of who does well. */
final class AttemptListener {

    private final Loads loads;

    AttemptListener(Loads loads) {
        this.loads = loads;
    }

    CompletionStage<?> on(List<Received<SpecificRecord>> batch) {
        for (Received<SpecificRecord> record : batch) {
            if (record.value() instanceof AttemptEnded ended) {
                loads.on(ended);
            }
        }
        return CompletableFuture.completedFuture(batch.size());
    }
}
