package dev.millrace.boot.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class EndProcessTest {

    @Test
    void aFatalErrorEndsTheProcessThoughItsCallerGoesOn() throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-cp",
                                String.valueOf(System.getProperty("java.class.path")),
                                Fatal.class.getName())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(EndProcess.STATUS);
    }

    /** A process whose consumer fails, on a thread that then waits for ever. */
    static final class Fatal {
        public static void main(String[] none) {
            new EndProcess().accept(new IllegalStateException("fenced"));
            new Semaphore(0).acquireUninterruptibly();
        }
    }
}
