package dev.millrace.proof.secrets;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** A data folder as a backup restores it: log and database, and nothing that opens credentials. */
final class Copy {

    static final String MASTER_KEY = "master.key";

    /** What belongs to a run, and what is to be looked for elsewhere. */
    private static final Set<String> LEFT_OUT = Set.of(MASTER_KEY, "run", "logs");

    private Copy() {}

    static void restored(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes of)
                            throws IOException {
                        if (isLeftOut(at)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        put(at);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path at, BasicFileAttributes of)
                            throws IOException {
                        if (!isLeftOut(at)) {
                            put(at);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    private boolean isLeftOut(Path at) {
                        Path name = from.relativize(at);
                        return name.getNameCount() == 1 && LEFT_OUT.contains(name.toString());
                    }

                    private void put(Path at) throws IOException {
                        Files.copy(
                                at,
                                to.resolve(from.relativize(at).toString()),
                                StandardCopyOption.COPY_ATTRIBUTES,
                                StandardCopyOption.REPLACE_EXISTING,
                                LinkOption.NOFOLLOW_LINKS);
                    }
                });
    }
}
