package dev.millrace.standalone.processes;

import dev.millrace.standalone.place.RunFile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes of a run that was killed; whoever holds the folder's lock may end them. */
public final class Leftovers {

    private Leftovers() {}

    /** Returns how many there were. PostgreSQL is left to its own, gentler way. */
    public static int end(RunFile run) {
        var left =
                run.read().entrySet().stream()
                        .filter(entry -> !entry.getKey().equals("postgres"))
                        .flatMap(entry -> entry.getValue().process().stream())
                        .filter(process -> process.pid() != ProcessHandle.current().pid())
                        .distinct()
                        .toList();
        left.forEach(ProcessHandle::destroyForcibly);
        try {
            CompletableFuture.allOf(
                            left.stream()
                                    .map(ProcessHandle::onExit)
                                    .toArray(CompletableFuture<?>[]::new))
                    .get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Processes of an earlier run do not end", e);
        }
        return left.size();
    }
}
