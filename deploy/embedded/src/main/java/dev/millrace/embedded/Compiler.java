package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The machine's C compiler or, where it has none, one that is unpacked for this once. */
final class Compiler {

    private final BuildTools tools;
    private final Path folder;

    Compiler(BuildTools tools, Path folder) {
        this.tools = tools;
        this.folder = folder;
    }

    /** Makes a shared library of all C files in the folder. */
    void compile(Path sources, Path headers, Path library) throws IOException, Unavailable {
        var arguments = arguments(sources, headers, library);
        if (!own(arguments) && !fetched(arguments)) {
            throw new Unavailable("no C compiler could make it");
        }
    }

    private boolean own(List<String> arguments) throws IOException, Unavailable {
        var command = new ArrayList<>(List.of("cc"));
        command.addAll(arguments);
        try {
            return tools.works(folder, Map.of(), command);
        } catch (IOException e) {
            // There is none.
            return false;
        }
    }

    /** Debian's own, some 60 MB, unpacked beside the work and gone with it. */
    private boolean fetched(List<String> arguments) throws IOException, Unavailable {
        var root = folder.resolve("compiler");
        var apt = AptRoot.own(tools, folder.resolve("own"));
        apt.update();
        if (!apt.unpackedWhole(List.of("gcc", "libc6-dev"), root)) {
            throw new Unavailable("there is no C compiler and none could be downloaded");
        }
        // Newer packages leave these two to a package that is no library.
        for (var name : List.of("lib", "lib64")) {
            if (Files.notExists(root.resolve(name))) {
                Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
            }
        }
        var programs = root.resolve("usr/bin");
        var command = new ArrayList<String>();
        command.add(programs.resolve("gcc").toString());
        command.add("--sysroot=" + root);
        command.addAll(arguments);
        return tools.works(
                folder,
                Map.of("PATH", programs.toString(), "LD_LIBRARY_PATH", lacking(root).toString()),
                command);
    }

    /**
     * Only those of its libraries that the machine lacks: a C library beside the loader of another
     * build of it ends every program.
     */
    private Path lacking(Path root) throws IOException {
        var lacking = Files.createDirectories(folder.resolve("lacking"));
        for (var triplet : Folders.matching(root.resolve("usr/lib"), "*-linux-gnu*")) {
            for (var library : Folders.matching(triplet, "*.so.*")) {
                var there = Folders.name(triplet) + "/" + Folders.name(library);
                if (Files.notExists(Path.of("/lib", there))
                        && Files.notExists(Path.of("/usr/lib", there))) {
                    Files.createSymbolicLink(lacking.resolve(Folders.name(library)), library);
                }
            }
        }
        return lacking;
    }

    private static List<String> arguments(Path sources, Path headers, Path library)
            throws IOException {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "-O2",
                                "-fPIC",
                                "-shared",
                                "-s",
                                // As PostgreSQL itself is compiled.
                                "-fwrapv",
                                "-fno-strict-aliasing",
                                // As pgvector's own makefile has it, without -march=native: a home
                                // folder may be seen by another machine, and the hot loops choose
                                // their instructions at run time anyway.
                                "-ftree-vectorize",
                                "-fassociative-math",
                                "-fno-signed-zeros",
                                "-fno-trapping-math",
                                "-I" + headers,
                                "-o",
                                library.toString()));
        Folders.matching(sources, "*.c").forEach(file -> arguments.add(file.toString()));
        arguments.add("-lm");
        return arguments;
    }
}
