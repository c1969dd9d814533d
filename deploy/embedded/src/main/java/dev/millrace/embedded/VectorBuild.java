package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Makes pgvector from Debian's signed packages: the release that has our PostgreSQL's major version
 * gives the headers, the newest one the source.
 */
final class VectorBuild {

    /** The release whose PostgreSQL is ours; its packages stay on the mirrors for years. */
    private static final String RELEASE = "trixie";

    /** Comes with every Debian; where it is missing the mirrors are not Debian's. */
    private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

    private final BuildTools tools;
    private final Path folder;

    VectorBuild(BuildTools tools, Path folder) {
        this.tools = tools;
        this.folder = folder;
    }

    /** Leaves the library, its control file and its scripts in {@code result}. */
    void into(Path result) throws IOException, Unavailable {
        var apt = debian();
        apt.update();
        var headers = folder.resolve("headers");
        var major = PostgresBinaries.VERSION;
        if (!apt.unpacked("postgresql-server-dev-" + major, headers)) {
            throw new Unavailable("PostgreSQL's headers could not be downloaded");
        }
        var source = source(apt);
        Files.createDirectories(result);
        new Compiler(tools, folder)
                .compile(
                        source.resolve("src"),
                        headers.resolve("usr/include/postgresql/" + major + "/server"),
                        result.resolve("vector.so"));
        scripts(source, result);
    }

    private AptRoot debian() throws IOException, Unavailable {
        if (Files.notExists(KEYS)) {
            throw new Unavailable("this machine's packages are not Debian's");
        }
        var mirrors = AptRoot.own(tools, folder.resolve("machine")).mirrors();
        if (mirrors.isEmpty()) {
            throw new Unavailable("this machine's apt knows no mirror");
        }
        return AptRoot.of(
                tools,
                folder.resolve("debian"),
                mirrors.stream()
                        .flatMap(
                                mirror ->
                                        List.of(
                                                line("deb", mirror, RELEASE),
                                                line("deb-src", mirror, "testing"),
                                                line("deb-src", mirror, RELEASE))
                                                .stream())
                        .toList());
    }

    private static String line(String type, String mirror, String suite) {
        return "%s [signed-by=%s] %s %s main".formatted(type, KEYS, mirror, suite);
    }

    /** The newest; a mirror that lags behind its own index still has the release's. */
    private Path source(AptRoot apt) throws IOException, Unavailable {
        for (var name : List.of("pgvector", "pgvector/" + RELEASE)) {
            var archive = apt.source(name, folder.resolve("source")).findFirst();
            if (archive.isPresent()) {
                return untarred(archive.get());
            }
        }
        throw new Unavailable("pgvector's source could not be downloaded");
    }

    private Path untarred(Path archive) throws IOException {
        var into = folder.resolve("pgvector");
        try (var tar =
                new TarArchiveInputStream(
                        new GzipCompressorInputStream(Files.newInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                PostgresBinaries.write(tar, entry, into);
            }
        }
        return Folders.matching(into, "*").getFirst();
    }

    private static void scripts(Path source, Path result) throws IOException, Unavailable {
        var control = source.resolve("vector.control");
        var version =
                Files.readAllLines(control).stream()
                        .filter(line -> line.startsWith("default_version"))
                        .map(line -> line.substring(line.indexOf('=') + 1).strip())
                        .map(quoted -> quoted.replace("'", ""))
                        .findFirst()
                        .orElseThrow(() -> new Unavailable("pgvector's version is not told"));
        Files.copy(
                source.resolve("sql/vector.sql"),
                result.resolve("vector--" + version + ".sql"),
                StandardCopyOption.REPLACE_EXISTING);
        for (var update : Folders.matching(source.resolve("sql"), "vector--*.sql")) {
            Files.copy(
                    update,
                    result.resolve(Folders.name(update)),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(control, result.resolve("vector.control"));
    }
}
