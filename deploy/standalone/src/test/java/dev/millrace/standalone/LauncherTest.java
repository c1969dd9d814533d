package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.embedded.EmbeddedFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

    @TempDir private Path folder;

    @Test
    void refusesToServeOtherMachines() {
        assertThatThrownBy(() -> options("0.0.0.0", 8080, 1))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not a loopback address");
        assertThatThrownBy(() -> options("192.0.2.1", 8080, 1)).isInstanceOf(Refusal.class);
    }

    @Test
    void refusesPortsThatAreNone() {
        assertThatThrownBy(() -> options("127.0.0.1", 0, 1)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> options("127.0.0.1", 65_535, 2)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> options("127.0.0.1", 80, 0)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> new UpOptions("127.0.0.1", 80, folder, 1, 0, Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--providers");
    }

    @Test
    void namesTheAddressOfEachGateway() {
        assertThat(options("127.0.0.1", 8080, 2).url(1)).isEqualTo("http://127.0.0.1:8081");
        assertThat(options("::1", 8080, 1).url()).isEqualTo("http://[::1]:8080");
    }

    @Test
    void takesABlankVariableForAMissingOne() {
        var options = new UpOptions("127.0.0.1", 1, folder, Map.of("A", " ", "B", "value"));

        assertThat(options.variable("A")).isEmpty();
        assertThat(options.variable("B")).contains("value");
        assertThat(options.variable("C")).isEmpty();
    }

    @Test
    void saysInOneSentenceThatThePortIsInUse() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var said = run("up", "--port", "" + socket.getLocalPort(), "--data", "" + folder);

            assertThat(said)
                    .isEqualTo(
                            "1 millrace: Port %d on 127.0.0.1 is in use: stop what uses it or choose another with --port\n"
                                    .formatted(socket.getLocalPort()));
        }
    }

    @Test
    void saysInOneSentenceThatNothingRuns() {
        assertThat(run("tail", "results", "--data", "" + folder))
                .startsWith("1 millrace: Millrace does not run on the data folder")
                .hasLineCount(1);
        assertThat(run("dead-letters", "list", "--data", "" + folder)).startsWith("1 millrace: ");
    }

    @Test
    void keepsStackTracesFromTheTerminal() {
        assertThat(Millrace.sentence(new RuntimeException(new EmbeddedFailure("Broken"))))
                .isEqualTo("Broken");
        assertThat(Millrace.sentence(new RuntimeException(new IOException("odd"))))
                .isEqualTo("IOException: odd (more in logs/millrace.log of the data folder)");
    }

    @Test
    void printsProgressBesideTheResult() {
        var lines = new ByteArrayOutputStream();
        var result = new ByteArrayOutputStream();
        var progress =
                new Progress(
                        new PrintStream(lines, true, StandardCharsets.UTF_8),
                        new PrintStream(result, true, StandardCharsets.UTF_8));
        progress.say("working");
        progress.result("done");

        assertThat(lines.toString(StandardCharsets.UTF_8)).isEqualTo("working\n");
        assertThat(result.toString(StandardCharsets.UTF_8)).isEqualTo("done\n");
    }

    @Test
    void closesWhatWasOpenedInReverseAlsoWhenOneFails() {
        var closed = new ArrayList<String>();
        var running = new Running();
        running.open(() -> () -> closed.add("first"));
        running.<AutoCloseable>open(
                () ->
                        () -> {
                            closed.add("second");
                            throw new IOException("does not close");
                        });
        running.close();
        running.await();

        assertThat(closed).containsExactly("second", "first");
        assertThat(running.isClosed()).isTrue();
        assertThatThrownBy(() -> running.open(() -> () -> {})).hasMessage("Stopped while starting");
    }

    @Test
    void namesTheServiceALogLineComesFrom() {
        assertThat(ServiceOfLogger.service("dev.millrace.router.plan.Planner"))
                .isEqualTo("router-service");
        assertThat(ServiceOfLogger.service("dev.millrace.standalone.Up")).isNull();
        assertThat(ServiceOfLogger.service("org.springframework.Thing")).isNull();
        assertThat(ServiceOfLogger.service("dev.millrace.Odd")).isNull();
    }

    private UpOptions options(String host, int port, int gateways) {
        return new UpOptions(host, port, folder, gateways, 1, Map.of());
    }

    /** Exit code and what was said. */
    private static String run(String... arguments) {
        var said = new StringWriter();
        var code = Millrace.commandLine().setErr(new PrintWriter(said, true)).execute(arguments);
        return code + " " + said;
    }
}
