package dev.millrace.router.plan;

import dev.millrace.log.LogPart;
import dev.millrace.log.Received;
import dev.millrace.log.stage.StageHandler;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Holds a stage until the catalog has been read to the end it had at start: a router that has just
 * come up would refuse every model as unknown.
 */
record OnceCatalogIsRead<V>(LogPart catalog, StageHandler<V> then) implements StageHandler<V> {

    private static final long PAUSE_MILLIS = 5;

    @Override
    public CompletionStage<?> on(List<Received<V>> batch) throws Exception {
        while (!catalog.ready()) {
            Thread.sleep(PAUSE_MILLIS);
        }
        return then.on(batch);
    }
}
