package dev.millrace.standalone.processes;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.embedded.TestCluster;
import dev.millrace.standalone.SharedHouse;
import dev.millrace.standalone.house.AloneProbe;
import dev.millrace.standalone.house.ContextReport;
import dev.millrace.standalone.house.InTheHouse;
import dev.millrace.standalone.house.ServiceHome;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Six services that share a class path must be the six programs they are alone. */
class AloneAndInTheHouseTest {

    @TempDir private Path folder;

    static Stream<ServiceHome> services() {
        return Stream.concat(ServiceHome.STAGES.stream(), Stream.of(ServiceHome.GATEWAY));
    }

    @ParameterizedTest
    @MethodSource("services")
    void aServiceIsMadeOfTheSameParts(ServiceHome home) throws Exception {
        var house = InTheHouse.report(SharedHouse.get().house(), home);
        var alone = alone(home);

        assertThat(house.matched()).isEqualTo(alone.matched());
        assertThat(house.endpoints()).isEqualTo(alone.endpoints()).isNotEmpty();
    }

    private ContextReport alone(ServiceHome home) throws Exception {
        var report = folder.resolve("report.json");
        var output = folder.resolve("output");
        var properties = new HashMap<>(TestCluster.shared().properties(home.schema()));
        properties.putAll(
                Map.of(
                        "server.port", "0",
                        "millrace.data", folder.toString(),
                        "logging.level.root", "WARN"));
        if (home.equals(ServiceHome.GATEWAY)) {
            properties.put("millrace.admin-key", SharedHouse.ADMIN_KEY);
        }
        var code = requireNonNull(AloneProbe.class.getProtectionDomain().getCodeSource());
        var probe = Path.of(requireNonNull(code.getLocation()).toURI());
        var builder =
                new ProcessBuilder(
                        Jvm.command(
                                256,
                                List.of("-XX:TieredStopAtLevel=1"),
                                ClassPaths.ofThisJvm().of(home.id()) + File.pathSeparator + probe,
                                AloneProbe.class.getName(),
                                List.of(home.application().getName(), report.toString())));
        builder.environment().clear();
        builder.environment()
                .putAll(new Environments(Map.of()).of(home.id(), Map.copyOf(properties)));
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        var process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return JsonMapper.builder()
                .build()
                .readValue(Files.readAllBytes(report), ContextReport.class);
    }
}
