package dev.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    /** A JVM that watches the process whose number it is given, until it is killed. */
    public static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            var watchdog = Watchdog.over(Long.parseLong(arguments[0]), "KILL");
            System.out.println("watching");
            Thread.sleep(Duration.ofMinutes(5));
            watchdog.close();
        }
    }

    @Test
    void endsTheChildWhenItsParentIsKilled() throws Exception {
        var child = new ProcessBuilder("sleep", "300").start();
        var parent =
                new ProcessBuilder(
                                Path.of(
                                                Objects.requireNonNull(
                                                        System.getProperty("java.home")),
                                                "bin/java")
                                        .toString(),
                                "-cp",
                                Objects.requireNonNull(System.getProperty("java.class.path")),
                                Parent.class.getName(),
                                Long.toString(child.pid()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(parent.inputReader().readLine()).isEqualTo("watching");
            parent.destroyForcibly();

            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            parent.destroyForcibly();
            child.destroyForcibly();
        }
    }

    @Test
    void leavesAChildAloneOnceItIsClosed() throws Exception {
        var child = new ProcessBuilder("sleep", "300").start();
        try {
            Watchdog.over(child.pid(), "KILL").close();

            assertThat(child.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            child.destroyForcibly();
        }
    }
}
