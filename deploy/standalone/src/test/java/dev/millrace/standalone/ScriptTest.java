package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in a clone that was never built, on machines that lack something. */
class ScriptTest {

    private static final String JAVA_HOME = Objects.requireNonNull(System.getProperty("java.home"));

    @TempDir private Path folder;
    private Path clone;
    private Path programs;

    private record Said(int code, String out, String err) {}

    @BeforeEach
    void makeClone() throws IOException {
        clone = Files.createDirectories(folder.resolve("a clone"));
        programs = Files.createDirectories(folder.resolve("bin"));
        var script = clone.resolve("millrace");
        Files.copy(original(), script);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        // Only what POSIX promises: no mvn, no java.
        for (var name :
                List.of(
                        "sh",
                        "sed",
                        "grep",
                        "find",
                        "head",
                        "dirname",
                        "readlink",
                        "mkdir",
                        "rm",
                        "cat",
                        "mv",
                        "touch")) {
            var program = Path.of("/usr/bin", name);
            Files.createSymbolicLink(
                    programs.resolve(name),
                    Files.exists(program) ? program : Path.of("/bin", name));
        }
    }

    @Test
    void saysThatAJdkIsMissingAlsoBesideAnOlderJava() throws Exception {
        program("java", "echo '    java.home = /nowhere'");

        assertThat(run(Map.of("MILLRACE_JVMS", folder.toString())))
                .isEqualTo(
                        new Said(
                                1,
                                "",
                                "millrace: JDK 25 is missing: install it, or set JAVA_HOME to its"
                                        + " folder\n"));
    }

    @Test
    void saysThatMavenIsMissing() throws Exception {
        assertThat(run(Map.of("JAVA_HOME", JAVA_HOME)).err())
                .isEqualTo(
                        "millrace: Maven is missing: install Maven 3.8 or newer and put mvn on the"
                                + " PATH\n");
    }

    @Test
    void saysThatMavenIsTooOld() throws Exception {
        program("mvn", "echo 'Apache Maven 3.6.3 (red)'");

        assertThat(run(Map.of("JAVA_HOME", JAVA_HOME)).err())
                .isEqualTo("millrace: Maven is too old: version 3.8 or newer is needed\n");
    }

    @Test
    void findsTheJdkAmongOthersWhereverItIsCalledFrom() throws Exception {
        program("mvn", "echo 'Apache Maven 3.6.3 (red)'");
        Files.createDirectories(folder.resolve("jvms/jdk-17/bin"));
        Files.createSymbolicLink(folder.resolve("jvms/temurin-25"), Path.of(JAVA_HOME));
        Files.createSymbolicLink(folder.resolve("link"), clone.resolve("millrace"));

        var said =
                run(
                        folder.resolve("link"),
                        Map.of(
                                "JAVA_HOME",
                                folder.resolve("jvms/jdk-17").toString(),
                                "MILLRACE_JVMS",
                                folder.resolve("jvms").toString()));

        assertThat(said.err()).contains("Maven is too old");
    }

    @Test
    void saysWhereTheBuildLogIsWhenTheBuildFails() throws Exception {
        maven("echo '[INFO] Building Millrace schemas: log 0.1 [2/15]'; echo '[ERROR] no way'");

        assertThat(run(Map.of("JAVA_HOME", JAVA_HOME)).err())
                .contains("Building Millrace (the first time takes some minutes")
                .contains("  Millrace schemas: log 0.1 [2/15]\n")
                .contains("[ERROR] no way")
                .contains("millrace: The build failed (see ");
    }

    @Test
    void saysThatTheDiskIsFull() throws Exception {
        maven("echo '[ERROR] No space left on device'");

        assertThat(run(Map.of("JAVA_HOME", JAVA_HOME)).err())
                .contains("millrace: The disk is full: the build in ");
    }

    @Test
    void buildsOnceAndAgainOnlyWhenASourceHasChanged() throws Exception {
        var target = clone.resolve("deploy/standalone/target");
        maven(
                """
                mkdir -p deploy/standalone/target/lib
                : > deploy/standalone/target/standalone-1.jar
                touch deploy/standalone/target/millrace.stamp
                echo built >> ../builds
                echo '[INFO] BUILD SUCCESS'\
                """);
        var source = Files.createDirectories(clone.resolve("schemas")).resolve("A.java");
        Files.writeString(source, "old");
        var environment = Map.of("JAVA_HOME", JAVA_HOME);

        // There is no main class in the empty jar: that Java is reached is what is looked for.
        assertThat(run(environment).err()).contains("dev.millrace.standalone.Millrace");
        run(environment);
        assertThat(builds()).isEqualTo(1);

        var stamp = Files.getLastModifiedTime(target.resolve("millrace.stamp"));
        Files.setLastModifiedTime(source, FileTime.from(stamp.toInstant().plusSeconds(5)));
        run(environment);
        assertThat(builds()).isEqualTo(2);
    }

    private long builds() throws IOException {
        return Files.readAllLines(folder.resolve("builds")).size();
    }

    private void maven(String build) throws IOException {
        program("mvn", "case $1 in -v) echo 'Apache Maven 3.9.9 (x)';; *) " + build + ";; esac");
    }

    private void program(String name, String body) throws IOException {
        var file = programs.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Said run(Map<String, String> environment) throws Exception {
        return run(clone.resolve("millrace"), environment);
    }

    private Said run(Path script, Map<String, String> environment) throws Exception {
        var builder = new ProcessBuilder("/bin/sh", script.toString(), "up");
        builder.environment().clear();
        builder.environment()
                .putAll(
                        new TreeMap<>(
                                Map.of(
                                        "PATH",
                                        programs.toString(),
                                        "HOME",
                                        folder.resolve("home").toString(),
                                        "MILLRACE_JVMS",
                                        "/nowhere")));
        builder.environment().putAll(environment);
        var err = folder.resolve("err");
        var process = builder.redirectError(err.toFile()).start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), out, Files.readString(err));
    }

    private static Path original() {
        for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("millrace")) && Files.exists(at.resolve("pom.xml"))) {
                return at.resolve("millrace");
            }
        }
        throw new IllegalStateException("the script was not found");
    }
}
