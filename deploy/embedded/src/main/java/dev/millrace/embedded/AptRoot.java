package dev.millrace.embedded;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Packages from the machine's own mirrors, in a folder of ours: nothing is installed and nothing of
 * the system is written, so it needs no rights. Signatures are checked as ever.
 */
final class AptRoot {

    private static final Pattern INDEX =
            Pattern.compile(
                    "^'(\\S+?)/+dists/(?!\\S+-security/)[^/']+/InRelease'", Pattern.MULTILINE);

    private final BuildTools tools;
    private final Path folder;
    private final Map<String, String> environment;

    private AptRoot(BuildTools tools, Path folder) {
        this.tools = tools;
        this.folder = folder;
        this.environment = Map.of("APT_CONFIG", folder.resolve("apt.conf").toString());
    }

    /** With the machine's own sources. */
    static AptRoot own(BuildTools tools, Path folder) throws IOException, Unavailable {
        return made(tools, folder, "");
    }

    /** With these sources, lines as in `sources.list`, instead of the machine's own. */
    static AptRoot of(BuildTools tools, Path folder, List<String> sources)
            throws IOException, Unavailable {
        Files.createDirectories(folder);
        var list = Files.write(folder.resolve("sources.list"), sources);
        return made(
                tools,
                folder,
                """
                Dir::Etc::sourcelist "%s";
                Dir::Etc::sourceparts "/dev/null";
                Dir::Etc::preferences "/dev/null";
                Dir::Etc::preferencesparts "/dev/null";
                """
                        .formatted(list));
    }

    private static AptRoot made(BuildTools tools, Path folder, String sources)
            throws IOException, Unavailable {
        Files.createDirectories(folder.resolve("state/lists/partial"));
        Files.createDirectories(folder.resolve("cache/archives/partial"));
        // How the machine reaches its mirrors, without the hooks that stand in the same files:
        // those of container images delete what lies in the system's own cache.
        var reach = tools.output(folder, Map.of(), List.of("apt-config", "dump", "Acquire"));
        Files.writeString(
                folder.resolve("apt.conf"),
                """
                %s
                Dir::Etc::parts "/dev/null";
                Dir::Etc::main "/dev/null";
                Dir::State "%2$s/state";
                Dir::State::status "/dev/null";
                Dir::Cache "%2$s/cache";
                Acquire::Languages "none";
                Acquire::Retries "1";
                Acquire::http::Timeout "20";
                Acquire::https::Timeout "20";
                APT::Install-Recommends "0";
                APT::Sandbox::User "root";
                Debug::NoLocking "1";
                %3$s
                """
                        .formatted(reach, folder, sources));
        return new AptRoot(tools, folder);
    }

    /** Where the machine has its own release from; others' archives may be among them. */
    List<String> mirrors() throws IOException, Unavailable {
        var command = List.of("apt-get", "update", "--print-uris");
        return mirrors(tools.output(folder, environment, command));
    }

    /** Security updates come from servers that have nothing else. */
    static List<String> mirrors(String uris) {
        return INDEX.matcher(uris)
                .results()
                .map(index -> requireNonNull(index.group(1)))
                .distinct()
                .toList();
    }

    /** Reads the indexes; one that is missing shows when something is asked of it. */
    void update() throws IOException, Unavailable {
        tools.works(folder, environment, List.of("apt-get", "update"));
    }

    /** Whether a package lies unpacked in the folder now. */
    boolean unpacked(String name, Path into) throws IOException, Unavailable {
        var here = Files.createDirectories(folder.resolve("packages").resolve(name));
        return tools.works(here, environment, List.of("apt-get", "download", name))
                && unpack(here, into);
    }

    /** Whether packages, with everything that they need, lie unpacked in the folder now. */
    boolean unpackedWhole(List<String> names, Path into) throws IOException, Unavailable {
        var command =
                Stream.concat(
                                Stream.of("apt-get", "install", "--yes", "--download-only"),
                                names.stream())
                        .toList();
        return tools.works(folder, environment, command)
                && unpack(folder.resolve("cache/archives"), into);
    }

    /** The archive of a program's source as its authors made it, in the folder; else none. */
    Stream<Path> source(String name, Path into) throws IOException, Unavailable {
        var here = Files.createDirectories(into);
        var command = List.of("apt-get", "source", "--download-only", name);
        return tools.works(here, environment, command) ? files(here, ".tar.gz") : Stream.of();
    }

    private boolean unpack(Path packages, Path into) throws IOException, Unavailable {
        Files.createDirectories(into);
        var found = files(packages, ".deb").toList();
        for (var file : found) {
            var command = List.of("dpkg-deb", "--extract", file.toString(), into.toString());
            if (!tools.works(folder, Map.of(), command)) {
                return false;
            }
        }
        return !found.isEmpty();
    }

    private static Stream<Path> files(Path folder, String ending) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList().stream();
        }
    }
}
