package dev.millrace.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ClassPathsTest {

    @Test
    void cutsAServicesOwnJarsFromTheWhole() {
        var paths = ClassPaths.ofThisJvm().of("router-service");

        assertThat(paths).contains("router-service").contains("spring-webmvc");
        assertThat(paths)
                .doesNotContain("provider-service")
                .doesNotContain("spring-cloud")
                .doesNotContain("picocli")
                .doesNotContain("kafka_2.13");
        assertThat(Pattern.compile(Pattern.quote(File.pathSeparator)).splitAsStream(paths))
                .doesNotHaveDuplicates()
                .allMatch(entry -> new File(entry).exists());
    }

    @Test
    void saysWhichJarIsMissing() {
        assertThatThrownBy(() -> new ClassPaths("/lib/other-1.jar").of("router-service"))
                .hasMessageContaining("router-service is not on the launcher's class path");
    }
}
