package dev.millrace.provider.execution;

import dev.millrace.events.OutcomeReached;
import dev.millrace.provider.catalog.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** An execution of its own between as many scripted providers as a try wants. */
final class ManyProviders extends ExecutionListenerSetup {

    final List<ScriptedProvider> providers;

    private ManyProviders(List<ScriptedProvider> providers) {
        super(providers.stream().map(ScriptedProvider::provider).toList());
        this.providers = providers;
    }

    /** Of these, which nobody else speaks to. */
    ManyProviders(Provider one) {
        super(List.of(one));
        this.providers = List.of();
    }

    /** Named {@code p0}, {@code p1} and so on. */
    static ManyProviders of(int count) {
        List<ScriptedProvider> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new ScriptedProvider("p" + i));
        }
        return new ManyProviders(all);
    }

    /** A plan with all of them in order; the model of each is named after it. */
    Ready planned(String requestId) {
        Ready ready = new Ready(requestId);
        providers.forEach(each -> ready.candidate(each.id, "m-" + each.id));
        return ready;
    }

    OutcomeReached outcome(Ready ready) throws Exception {
        log.published.clear();
        return run(ready);
    }

    /** All tries at the same time: they wait between calls, each on a thread of its own. */
    static void atOnce(int tries, IntFunction<Callable<Boolean>> each) throws Exception {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            all.add(each.apply(i));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(all)) {
                try {
                    done.get();
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof AssertionError failed) {
                        throw failed;
                    }
                    throw e;
                }
            }
        }
    }
}
