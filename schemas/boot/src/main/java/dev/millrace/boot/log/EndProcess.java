package dev.millrace.boot.log;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process with status 70 (EX_SOFTWARE): orderly if it can, within 20 s in any case. */
final class EndProcess implements OnFatal {

    static final int STATUS = 70;

    private static final Logger log = LoggerFactory.getLogger(EndProcess.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void accept(Throwable cause) {
        log.error("The log can no longer be read: this process ends", cause);
        // Threads of their own: the caller is one that the orderly end waits for.
        Thread.ofPlatform().name("end-process").start(() -> System.exit(STATUS));
        Thread.ofPlatform().daemon().name("end-process-at-last").start(EndProcess::halt);
    }

    private static void halt() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(STATUS);
    }
}
