package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes pgvector ready made from the PostgreSQL project's own archive, which has it for each
 * release of Debian and Ubuntu. Both ship that archive's address and key, in a package of theirs:
 * so it is trusted because the machine's own mirrors are.
 */
final class VectorPackage {

    private static final Pattern HOST = Pattern.compile("HOST=\"([a-z0-9.-]+)\"");
    private static final Pattern RELEASE =
            Pattern.compile("^VERSION_CODENAME=\"?([a-z]+)\"?$", Pattern.MULTILINE);

    private final BuildTools tools;
    private final Path folder;

    VectorPackage(BuildTools tools, Path folder) {
        this.tools = tools;
        this.folder = folder;
    }

    /** Leaves the library, its control file and its scripts in {@code result}. */
    void into(Path result) throws IOException, Unavailable {
        var apt = AptRoot.own(tools, folder.resolve("machine-packages"));
        apt.update();
        var common = folder.resolve("common");
        // Newer releases have it in the second of them.
        var first = apt.unpacked("postgresql-common", common);
        var second = apt.unpacked("postgresql-client-common", common);
        var known = common.resolve("usr/share/postgresql-common/pgdg");
        if (!(first || second) || Files.notExists(known)) {
            throw unknown();
        }
        var archive =
                AptRoot.of(
                        tools,
                        folder.resolve("archive"),
                        List.of(
                                line(
                                        one(known, "*.gpg"),
                                        Files.readString(one(known, "*.sh")),
                                        Files.readString(Path.of("/etc/os-release")))));
        archive.update();
        var major = PostgresBinaries.VERSION;
        var unpacked = folder.resolve("package");
        if (!archive.unpacked("postgresql-" + major + "-pgvector", unpacked)) {
            throw new Unavailable("PostgreSQL's archive could not be read");
        }
        Files.createDirectories(result);
        var library = unpacked.resolve("usr/lib/postgresql/" + major + "/lib/vector.so");
        Files.copy(library, result.resolve("vector.so"));
        var scripts = unpacked.resolve("usr/share/postgresql/" + major + "/extension");
        for (var file : Folders.matching(scripts, "vector*")) {
            Files.copy(file, result.resolve(Folders.name(file)));
        }
    }

    /** The archive for this machine's release, from the script that would add it to the machine. */
    static String line(Path key, String script, String osRelease) throws Unavailable {
        var host = HOST.matcher(script);
        var release = RELEASE.matcher(osRelease);
        if (!host.find() || !release.find()) {
            throw unknown();
        }
        return "deb [signed-by=%s] https://%s/pub/repos/apt %s-pgdg main"
                .formatted(key, host.group(1), release.group(1));
    }

    private static Path one(Path folder, String pattern) throws IOException, Unavailable {
        return Folders.matching(folder, pattern).stream()
                .findFirst()
                .orElseThrow(VectorPackage::unknown);
    }

    private static Unavailable unknown() {
        return new Unavailable("the address of PostgreSQL's archive is not known");
    }
}
