package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.millrace.standalone.house.OwnJars;
import dev.millrace.standalone.house.ServiceHome;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ResourcesTest {

    private static final Pattern OURS =
            Pattern.compile(
                    "(events|log|store|web|boot|embedded|api-gateway|router-service|provider-service|rag-service|postprocess-service|telemetry-service|standalone)");

    /** In one class path the first of two equal paths hides the other. */
    @Test
    void noTwoModulesShipOnePathOutsideMetaInf() throws IOException {
        var owners = new TreeMap<String, List<String>>();
        var modules = 0;
        for (var entry : classPath()) {
            if (!OURS.matcher(module(entry)).matches()) {
                continue;
            }
            modules++;
            for (var path : paths(entry)) {
                if (!path.startsWith("META-INF")) {
                    owners.computeIfAbsent(path, _ -> new ArrayList<>()).add(entry.toString());
                }
            }
        }

        assertThat(modules).isEqualTo(13);
        assertThat(owners.values()).allMatch(all -> all.size() == 1);
    }

    @Test
    void everyServiceShipsTheListOfItsJars() {
        var loader = Objects.requireNonNull(ResourcesTest.class.getClassLoader());
        for (var home : ServiceHome.STAGES) {
            assertThatCode(() -> OwnJars.of(home.id(), loader)).doesNotThrowAnyException();
        }
    }

    private static List<Path> classPath() {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(Objects.requireNonNull(System.getProperty("java.class.path")))
                .map(Path::of)
                .toList();
    }

    private static String module(Path entry) {
        if (entry.endsWith(Path.of("target", "classes"))) {
            return entry.getName(entry.getNameCount() - 3).toString();
        }
        return String.valueOf(entry.getFileName()).replaceFirst("-0\\.1\\.0-SNAPSHOT\\.jar$", "");
    }

    private static List<String> paths(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            return files(entry);
        }
        try (var jar = FileSystems.newFileSystem(entry)) {
            return files(jar.getPath("/"));
        }
    }

    private static List<String> files(Path root) throws IOException {
        try (var walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .toList();
        }
    }
}
